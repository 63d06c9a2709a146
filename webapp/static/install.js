// "I installed the snippet and see nothing": waits for the first beacon and says what it saw.
import { element, told, visible } from "./inside.js";

const box = document.getElementById("install");
const said = document.getElementById("install-said");
const found = document.getElementById("install-found");
const nothing = document.getElementById("install-nothing");

function show(words, lines, good) {
  said.textContent = words;
  found.replaceChildren(...lines);
  found.toggleAttribute("data-good", good);
  found.hidden = lines.length === 0;
  nothing.hidden = true;
}

/** An accepted beacon, seen while the box was open. */
export function sawBeacon(texts, beacon) {
  if (!box.open) return;
  const results = new Set(beacon.events.map((event) => event.result));
  if (results.has("bot")) {
    show("A beacon arrived, but it does not count.", [told(texts, "bot")], false);
  } else {
    const from = beacon.beacon.page?.url ?? "a server";
    const lines = results.has("counted") ? [] : [told(texts, beacon.events[0].reason ?? beacon.events[0].result)];
    show(`It works: a beacon arrived from ${visible(from)}.`, lines, true);
  }
}

/** A refused one. */
export function sawRefusal(texts, refusal) {
  if (!box.open) return;
  const lines = [told(texts, refusal.code)];
  if (refusal.code === "origin_not_allowed" && refusal.origin) {
    lines.push(element("p", "Add this to the key\u2019s allowed origins:"), element("code", refusal.origin));
  }
  show("A beacon of your page arrived and was refused.", lines, false);
}
