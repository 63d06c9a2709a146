// One metric: its numbers, chart and table; the first point is drawn without a reload.
import { draw } from "./drawing.js";
import { renewing } from "./renewal.js";
import { at, figure, localise, moment, row, say } from "./words.js";

const TONES = { active: "good", scheduled: "warn" };

function head(lines) {
  const line = document.createElement("tr");
  for (const [index, name] of ["Until", ...lines.map((one) => one.name || "(none)")].entries()) {
    const cell = document.createElement("th");
    cell.scope = "col";
    if (index) cell.className = "number";
    cell.append(name);
    line.append(cell);
  }
  return line;
}

function showTable(picture) {
  at("columns").replaceChildren(head(picture.lines));
  const rows = picture.times.map((time, index) => row([
    [moment(time)],
    ...picture.lines.map((line) => [line.values[index] === null ? "" : figure(line.values[index]), "number"]),
  ]));
  at("minutes").replaceChildren(...rows.reverse());
}

function showFigures(values) {
  for (const [index, one] of values.entries()) {
    const place = at(`figure-${index + 1}`);
    say(place, one.value === null ? "\u2013" : figure(one.value));
    place.title = one.value === null ? "" : String(one.value);
  }
}

/** "Counts from" stands until it does. */
function showState(now) {
  say(at("metric-state"), now.state);
  at("metric-state").dataset.tone = TONES[now.state] ?? "";
  const pending = at("pending");
  if (pending && !now.pending && !pending.dataset.over) {
    pending.dataset.over = "1";
    say(pending, now.state === "paused" ? "Counting paused." : "It counts now.");
  }
}

localise();
renewing((now) => {
  showState(now);
  if (!now.picture) return;
  const waits = !now.picture.has_counted && now.state !== "paused";
  at("waiting").hidden = !waits;
  at("seen").hidden = waits;
  if (waits) return;
  showFigures(now.picture.values);
  showTable(now.picture);
  draw(now.picture.times, now.picture.lines);
});
