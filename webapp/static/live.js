// The live view: one line an event, newest on top.
import { element, insideEvent, insideRefusal, visible } from "./inside.js";
import { sawBeacon, sawRefusal } from "./install.js";
import { listen } from "./stream.js";

const MOST_LINES = 500;
const at = (id) => document.getElementById(id);
const root = at("live");
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
let texts = {};
let waiting = [];
// Whether what comes happened while this page was open; a stream begins with what was before it.
let fresh = false;
// Ids of what was shown, oldest first: after a connection that broke, some of it comes again.
const known = new Set();

function isNew(id) {
  if (known.has(id)) return false;
  known.add(id);
  if (known.size > 2 * MOST_LINES) known.delete(known.values().next().value);
  return true;
}

function time(ms) {
  const made = element("time", clock.format(ms));
  made.dateTime = made.title = new Date(ms).toISOString();
  return made;
}

/** One line; what stands inside is made when it is opened. */
function line({ id, ms, name, path, words, result, inside }) {
  const item = element("li");
  item.dataset.id = id;
  item.dataset.event = name;
  item.dataset.result = result;
  const details = element("details");
  const summary = element("summary");
  summary.append(element("span", "", "dot"), time(ms), element("code", name), element("span", path, "where"), element("span", words, "words"));
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector(".inside")) return;
    const box = element("div", undefined, "inside");
    box.append(...inside());
    details.append(box);
  });
  item.append(details);
  return item;
}

function gap(words, kind = "gap") {
  return element("li", words, kind);
}

function fits(item) {
  const wanted = at("filter").value.trim().toLowerCase();
  const only = at("only").value;
  const counted = item.dataset.result === "counted";
  if (item.dataset.result && only && (only === "counted") !== counted) return false;
  return !wanted || item.querySelector("summary")?.textContent.toLowerCase().includes(wanted) !== false;
}

function refresh() {
  for (const item of at("events").children) item.hidden = !fits(item);
  say();
}

function say() {
  const { children } = at("events");
  at("nothing").hidden = children.length > 0;
  const events = [...children].filter((item) => !item.classList.contains("gap"));
  at("filtered").hidden = events.length === 0 || events.some((item) => !item.hidden);
  const paused = at("pause").getAttribute("aria-pressed") === "true";
  at("pause").textContent = !paused ? "Pause" : waiting.length ? `Go on (${waiting.length} new)` : "Go on";
}

function add(items) {
  if (at("pause").getAttribute("aria-pressed") === "true") {
    waiting.push(...items);
    waiting.splice(0, waiting.length - MOST_LINES);
  } else {
    for (const item of items) item.hidden = !fits(item);
    at("events").prepend(...items.reverse());
    while (at("events").children.length > MOST_LINES) at("events").lastElementChild.remove();
  }
  say();
}

function beacon(data) {
  if (!isNew(data.id)) return;
  if (fresh) sawBeacon(texts, data);
  add(data.events.map((event) => line({
    id: data.id,
    ms: data.at,
    name: event.name,
    path: data.path,
    words: event.words,
    result: event.result,
    inside: () => insideEvent(texts, data, event),
  })));
}

function refused(data) {
  const { refusal } = data;
  if (!isNew(data.id)) return;
  if (fresh) sawRefusal(texts, refusal);
  add([line({
    id: data.id,
    ms: data.at,
    name: (refusal.names ?? []).join(", ") || "(beacon)",
    path: refusal.page || refusal.origin || "",
    words: data.words,
    result: "refused",
    inside: () => insideRefusal(texts, refusal),
  })]);
}

/** Where what was before the page ends; a connection made anew goes on from where the last one broke. */
function now() {
  if (!fresh && known.size) add([gap("Everything below happened before you opened this page.", "gap before")]);
  fresh = true;
  at("listening").textContent = "Listening";
}

/** The aggregator judged otherwise than was told before. */
function corrected(data) {
  for (const item of [...waiting, ...at("events").children]) {
    if (item.dataset.id !== data.id || (data.event && item.dataset.event !== data.event)) continue;
    item.dataset.result = data.result;
    item.querySelector(".words").textContent = visible(data.words);
  }
  refresh();
}

const TAKE = {
  hello: (data) => { texts = data.texts; },
  beacon,
  refused,
  corrected,
  now,
  dropped: ({ count }) => add([gap(`${count} more came faster than they could be shown.`)]),
};

function start() {
  root.hidden = false;
  at("filter").addEventListener("input", refresh);
  at("only").addEventListener("change", refresh);
  at("pause").addEventListener("click", () => {
    const paused = at("pause").getAttribute("aria-pressed") !== "true";
    at("pause").setAttribute("aria-pressed", String(paused));
    const held = waiting;
    waiting = [];
    if (!paused) add(held);
    say();
  });
  listen(root.dataset.ticket, root.dataset.csrf, (name, data) => TAKE[name]?.(data), (words) => {
    at("listening").textContent = words;
  });
}

start();
