// How numbers and times are written, as webapp/formats.py does on the server.
const groups = new Intl.NumberFormat("en", { useGrouping: true });
const significant = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, useGrouping: false });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dated = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const HALF_A_DAY_MS = 43_200_000;

export const at = (id) => document.getElementById(id);
export const number = (value) => groups.format(value).replaceAll(",", "\u202f");
export const percent = (share) => (share > 0 && share < 0.005 ? "<\u202f1\u202f%" : `${Math.round(share * 100)}\u202f%`);
export const time = (seconds) => clock.format(seconds * 1000);

const iso = (seconds) => new Date(seconds * 1000).toISOString().replace(/\.\d+/, "");

/** Whole numbers and large ones in groups, others in three significant digits. */
export function figure(value) {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return number(Math.round(value));
  return significant.format(value);
}

export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A time in the reader's zone; older than half a day with its date. */
export function moment(seconds) {
  const element = document.createElement("time");
  const date = new Date(seconds * 1000);
  element.dateTime = element.title = iso(seconds);
  element.textContent = (Date.now() - date > HALF_A_DAY_MS ? dated : clock).format(date);
  return element;
}

/** A table row of [content, class, title]. */
export function row(cells) {
  const line = document.createElement("tr");
  for (const [content, kind, title] of cells) {
    const cell = document.createElement("td");
    cell.append(content);
    if (kind) cell.className = kind;
    if (title) cell.title = title;
    line.append(cell);
  }
  return line;
}

/** Rewrite the server's UTC times in the reader's zone, which is then said. */
export function localise() {
  for (const element of document.querySelectorAll("time:not([data-moment])")) {
    const date = new Date(element.dateTime);
    const old = Date.now() - date > HALF_A_DAY_MS;
    say(element, ("precise" in element.dataset ? second : old ? dated : clock).format(date));
  }
  const zone = at("zone");
  if (zone) say(zone, `Times in ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`);
}
