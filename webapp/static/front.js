// Keeps the front page current: asks every 5 s while it is looked at, changes only what changed.
import { lineChart } from "./chart.js";
import "./copy.js";

const EVERY_MS = 5000;
const PATIENCE_MS = 8000;
const OTHER = 6;

const at = (id) => document.getElementById(id);
const by = new URLSearchParams(location.search).get("by") === "browser" ? "browser" : "path";
const groups = new Intl.NumberFormat("en", { useGrouping: true });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dated = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const number = (value) => groups.format(value).replaceAll(",", "\u202f");
const percent = (share) => (share > 0 && share < 0.005 ? "<\u202f1\u202f%" : `${Math.round(share * 100)}\u202f%`);
const iso = (seconds) => new Date(seconds * 1000).toISOString().replace(/\.\d+/, "");

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A time in the reader's zone; older than half a day with its date. */
function moment(seconds) {
  const time = document.createElement("time");
  const date = new Date(seconds * 1000);
  time.dateTime = time.title = iso(seconds);
  time.textContent = (Date.now() - date > 43_200_000 ? dated : clock).format(date);
  return time;
}

function words(lamp) {
  if (lamp.state === "live") return ["live"];
  if (lamp.state === "nothing") return ["nothing yet"];
  return lamp.since ? ["quiet since ", moment(lamp.since)] : ["quiet for more than a day"];
}

function showLamp(lamp) {
  at("lamp").dataset.state = lamp.state;
  const said = document.createElement("p");
  said.append(...words(lamp));
  // A status is read out when it changes: leave it alone while it does not.
  if (said.textContent !== at("state").textContent) at("state").replaceChildren(...said.childNodes);
}

function showNumber(id, value) {
  at(id).dataset.value = value;
  say(at(id), number(value));
}

function row(cells) {
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

function showPaths(paths) {
  at("paths").replaceChildren(...paths.map((one) => row([
    [one.path || "(none)", "path", one.path],
    [number(one.views), "number"],
    [percent(one.share), "number"],
  ])));
  at("paths-nothing").hidden = paths.length > 0;
  at("paths-away").hidden = true;
}

function showMinutes(seen) {
  const rows = seen.times.map((time, index) => row([
    [index === seen.times.length - 1 ? "The last 60 s" : moment(time - 60)],
    [number(seen.whole[index]), "number"],
  ]));
  at("minutes").replaceChildren(...rows.reverse());
}

let current = null;
let picture = null;
let pointed = null;

/** The lines' names, with their values and the time under the pointer. */
function showLegend(index) {
  pointed = index;
  const items = current.lines.map((line) => {
    const value = index === null ? null : line.values[index];
    return entry(line.name || "(none)", value == null ? "" : number(value), `series-${line.series}`);
  });
  if (index !== null) items.push(entry("", `at ${clock.format(current.times[index] * 1000)}`));
  at("legend").replaceChildren(...items);
}

function entry(name, value, kind) {
  const item = document.createElement("li");
  if (kind) item.className = kind;
  item.append(name);
  if (value) item.append(Object.assign(document.createElement("span"), { textContent: value }));
  return item;
}

function showChart(seen) {
  const last = seen.lines.length - 1;
  const lines = seen.lines.map((line, index) => ({
    ...line,
    series: index === last && line.name === "other" ? OTHER : index + 1,
  }));
  current = { times: seen.times, lines };
  at("chart-nothing").hidden = lines.length > 0;
  at("chart-away").hidden = true;
  picture ??= lineChart(at("chart"), showLegend);
  picture.show(current);
  showLegend(pointed !== null && pointed < seen.times.length ? pointed : null);
}

function show(seen) {
  showLamp(seen.lamp);
  showNumber("total", seen.total);
  showNumber("hour", seen.last_hour);
  at("at").replaceChildren("as of ", moment(seen.at));
  showPaths(seen.paths);
  showMinutes(seen);
  showChart(seen);
}

/** What happened, what is kept, what to do; the numbers shown last stay. */
function showTrouble(trouble) {
  at("trouble").hidden = !trouble;
  if (!trouble) return;
  at("lamp").dataset.state = "unknown";
  say(at("state"), "unknown");
  for (const part of ["what", "kept", "todo"]) say(at(`trouble-${part}`), trouble[part]);
}

const AWAY = {
  what: "The web app does not answer.",
  kept: "The numbers below are the last ones seen. Counting goes on without these pages.",
  todo: "This page keeps trying.",
};

function take(now) {
  showTrouble(now.trouble);
  if (now.snapshot) show(now.snapshot);
}

async function renew() {
  try {
    const answer = await fetch(`/demo/now.json?by=${by}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    take(await answer.json());
  } catch {
    showTrouble(AWAY);
  }
}

let timer = 0;
async function cycle() {
  clearTimeout(timer);
  if (document.hidden) return;
  await renew();
  timer = setTimeout(cycle, EVERY_MS);
}

say(at("zone"), `Times in ${zone}.`);
take(JSON.parse(at("now").textContent));
document.addEventListener("visibilitychange", cycle);
timer = setTimeout(cycle, EVERY_MS);
