// What stands inside of an opened event. All of it is text: strangers wrote most of it.

// Controls, and what turns the direction of writing (UAX 9): spelt out, so that nothing looks like what it
// is not.
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function visible(text) {
  return String(text).replace(STEERING, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = visible(text);
  if (kind) made.className = kind;
  return made;
}

/** A code in plain words with its way to mend it, and where more stands. */
export function told(texts, code) {
  const line = element("p");
  const known = texts[code];
  if (!known) return element("p", code);
  line.append(`${known.text} ${known.mend} `);
  line.append(Object.assign(element("a", "More"), { href: known.link }));
  return line;
}

function table(rows) {
  const made = element("table");
  const body = made.createTBody();
  for (const [name, content] of rows) {
    const row = body.insertRow();
    const head = element("th", name);
    head.scope = "row";
    const cell = element("td");
    cell.append(...[content].flat());
    row.append(head, cell);
  }
  return made;
}

function series(one) {
  const labels = Object.entries(one.labels).map(([name, value]) => `${name}="${value}"`);
  return element("code", `${one.name}{${labels.join(", ")}} ${one.value}`, "series");
}

function verdict(texts, one) {
  if (one.verdict === "taken") return one.series.map(series);
  const parts = [...told(texts, one.verdict).childNodes];
  const { condition } = one;
  if (condition) parts.push(" ", element("code", `${condition.property} ${condition.op} ${(condition.values ?? []).join(", ")}`));
  if (one.since) parts.push(` It counts from ${new Date(one.since).toLocaleTimeString()}.`);
  return parts;
}

/** Of one event of an accepted beacon. */
export function insideEvent(texts, beacon, event) {
  const parts = [];
  if (event.result !== "counted") parts.push(told(texts, event.reason ?? event.result));
  if (event.definitions) parts.push(element("h3", "Your metrics"), table(event.definitions.map((one) => [one.name, verdict(texts, one)])));
  const enriched = Object.entries(beacon.enrichment).map(([source, value]) => [source, visible(value || "(empty)")]);
  const raw = element("pre", JSON.stringify(beacon.beacon, null, 2), "code");
  raw.tabIndex = 0;
  parts.push(element("h3", "What each label is"), table(enriched), element("h3", "The beacon"), raw);
  return parts;
}

/** Of a refused beacon. */
export function insideRefusal(texts, refusal) {
  const known = Object.entries(refusal).filter(([name]) => name !== "project_id" && name !== "kind");
  const rows = known.map(([name, value]) => [name, visible(Array.isArray(value) ? value.join(", ") : value)]);
  return [told(texts, refusal.code), element("h3", "What is known of it"), table(rows)];
}
