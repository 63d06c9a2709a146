// The lamp in the frame: asked every 5 s while the page is looked at.
import { at, moment } from "./words.js";

const EVERY_MS = 5000;
const PATIENCE_MS = 8000;
const address = document.querySelector("script[data-lamp]").dataset.lamp;

function words(lamp) {
  if (!lamp) return ["unknown"];
  if (lamp.state === "live") return ["live"];
  if (lamp.state === "behind") return [`${lamp.behind} s behind`];
  if (lamp.state === "nothing") return ["nothing yet"];
  return lamp.since ? ["quiet since ", moment(lamp.since)] : ["quiet for more than a day"];
}

function show(lamp) {
  at("lamp").dataset.state = lamp?.state ?? "unknown";
  const said = document.createElement("p");
  said.append(...words(lamp));
  // A status is read out when it changes: leave it alone while it does not.
  if (said.textContent !== at("state").textContent) at("state").replaceChildren(...said.childNodes);
}

async function ask() {
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return answer.ok ? answer.json() : null;
}

let timer = 0;
async function cycle() {
  clearTimeout(timer);
  if (document.hidden) return;
  show(await ask().catch(() => null));
  timer = setTimeout(cycle, EVERY_MS);
}

document.addEventListener("visibilitychange", cycle);
cycle();
