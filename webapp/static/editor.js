// The metric editor: rows come and go in place, fields follow what is chosen, the panel follows the form.
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
}

let timer = 0;
let asked = 0;

async function renew() {
  const turn = ++asked;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
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

form.addEventListener("change", (event) => {
  if (event.target.dataset.rules) follow(event.target);
});
form.addEventListener("input", ask);
form.addEventListener("change", ask);
