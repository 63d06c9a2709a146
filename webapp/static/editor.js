// The metric editor: rows come and go in place, fields follow what is chosen, the panel follows the form.
import { element } from "./inside.js";
import { before } from "./stream.js";
import { say } from "./words.js";

const PAUSE_MS = 300;
const form = document.getElementById("editor");
const at = (id) => document.getElementById(id);

/** Show the fields of what is chosen in this row. */
function follow(select) {
  const scope = select.closest("[data-row]");
  for (const part of scope.querySelectorAll(`[data-when="${select.dataset.rules}"]`)) {
    part.hidden = !part.dataset.is.split(" ").includes(select.value);
  }
}

/** A row of the template under a number that no row has. */
function newRow(kind, place) {
  const made = form.querySelector(`[data-template="${kind}"]`).content.firstElementChild.cloneNode(true);
  for (const element of [made, ...made.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("9999")) element.setAttribute(name, value.replaceAll("9999", place));
    }
  }
  return made;
}

function rowsChanged(group) {
  const count = group.querySelector("[data-list]").childElementCount;
  group.querySelector('button[value$=".add"]').disabled = count >= Number(group.dataset.most);
  ask();
}

let places = 100;
function add(group) {
  const row = newRow(group.dataset.rows, places++);
  group.querySelector("[data-list]").append(row);
  row.querySelector("select, input").focus();
  rowsChanged(group);
}

function remove(group, row) {
  row.remove();
  group.querySelector('button[value$=".add"]').focus();
  rowsChanged(group);
}

form.addEventListener("click", (event) => {
  const button = event.target.closest('button[name="do"]');
  const group = button?.closest("[data-rows]");
  if (!group) return;
  event.preventDefault();
  if (button.value.endsWith(".add")) add(group); else remove(group, button.closest("[data-row]"));
});

function texts(id, values, wrap) {
  at(id).replaceChildren(...values.map((value) => {
    const item = document.createElement("li");
    const inner = wrap ? document.createElement(wrap) : item;
    inner.append(value);
    if (wrap) item.append(inner);
    return item;
  }));
}

function show(preview) {
  say(at("p-sentence"), preview.sentence);
  at("p-missing").hidden = !preview.missing.length;
  if (at("p-missing-list").innerText !== preview.missing.join("\n")) texts("p-missing-list", preview.missing);
  at("p-seam").hidden = !preview.seam;
  say(at("p-seam"), preview.seam);
  at("p-rest").hidden = !preview.names.length;
  texts("p-names", preview.names, "code");
  say(at("p-estimate"), preview.estimate);
  say(at("p-budget"), preview.budget);
  say(at("p-promql"), preview.promql.join("\n"));
  showTrial(preview.trial);
}

/** What the draft would do with one event. */
function tried(one) {
  const item = document.createElement("li");
  item.toggleAttribute("data-counts", one.counts);
  item.append(element("code", one.name), " ", element("span", one.path, "muted"), " ", element("strong", one.words));
  if (one.why) item.append(" ", element("span", one.why, "muted"));
  item.append(...one.series.map((line) => element("code", line, "series")));
  return item;
}

const MOST_EVENTS = 20;
// A form of the web app holds 256 kB, in which a quotation mark takes three.
const MOST_TEXT = 60_000;
// The project's last beacons, newest first, once somebody asked for them; as the server reads them.
let recent = [];

/** What a beacon of the live view is tried as, with so many of its events at most. */
function tryable({ events, page, source, user_agent, country, webdriver }, most) {
  return { events: events.slice(0, most), page, source, user_agent, country, webdriver };
}

async function fetchRecent() {
  const button = at("t-fetch");
  button.disabled = true;
  say(at("t-recent-said"), "Looking");
  try {
    const told = await before(button.dataset.ticket, form.elements.csrf_token.value);
    let left = MOST_EVENTS;
    recent = [];
    for (const [name, data] of told.reverse()) {
      if (name !== "beacon" || left <= 0 || data.beacon.source === "import") continue;
      recent.push(tryable(data.beacon, left));
      left -= data.beacon.events.length;
    }
    while (JSON.stringify(recent).length > MOST_TEXT) recent.pop();
    say(at("t-recent-said"), recent.length ? "The newest first; they follow what you choose above." : "Nothing has come lately.");
    ask();
  } catch (error) {
    say(at("t-recent-said"), error instanceof TypeError ? "The live process does not answer." : `They could not be had: ${error.message}`);
  }
  button.disabled = false;
}

let shown = "";
function showTrial(trial) {
  const sample = at("f-sample");
  // What somebody changed meanwhile is theirs.
  if (sample.value === at("t-suggested").value && sample.value !== trial.sample) sample.value = trial.sample;
  at("t-suggested").value = trial.suggested;
  at("t-field").classList.toggle("wrong", Boolean(trial.fault));
  if (trial.fault) sample.setAttribute("aria-invalid", "true"); else sample.removeAttribute("aria-invalid");
  say(at("t-fault"), trial.fault);
  at("t-nothing").hidden = Boolean(trial.fault || trial.events.length);
  // Read out anew only when it differs.
  const events = JSON.stringify(trial.events);
  if (events !== shown) at("t-events").replaceChildren(...trial.events.map(tried));
  shown = events;
  at("t-recent").replaceChildren(...trial.recent.map(tried));
}

let timer = 0;
let asked = 0;

function filled() {
  const body = new URLSearchParams(new FormData(form));
  if (recent.length) body.set("recent", JSON.stringify(recent));
  return body;
}

async function renew() {
  const turn = ++asked;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: filled() });
    // A slow answer does not overwrite a later one.
    if (answer.ok && turn === asked) show(await answer.json());
  } catch {
    // The panel keeps what it said; the next change asks again.
  }
}

function ask() {
  clearTimeout(timer);
  timer = setTimeout(renew, PAUSE_MS);
}

at("t-latest").hidden = false;
at("t-fetch").addEventListener("click", fetchRecent);
form.addEventListener("change", (event) => {
  if (event.target.dataset.rules) follow(event.target);
});
form.addEventListener("input", ask);
form.addEventListener("change", ask);
