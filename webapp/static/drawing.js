// A chart with its legend: the lines' names, and their values under the pointer.
import { lineChart } from "./chart.js";
import { at, figure, moment } from "./words.js";

const OTHER = 6;

let current = null;
let picture = null;
let pointed = null;

function entry(content, value, kind) {
  const item = document.createElement("li");
  if (kind) item.className = kind;
  item.append(content);
  if (value) item.append(Object.assign(document.createElement("span"), { textContent: value }));
  return item;
}

function showLegend(index) {
  pointed = index;
  const items = current.lines.map((line) => {
    const value = index === null ? null : line.values[index];
    return entry(line.name || "(none)", value == null ? "" : figure(value), `series-${line.series}`);
  });
  if (index !== null) items.push(entry(moment(current.times[index]), "", ""));
  at("legend").replaceChildren(...items);
}

/** Draw `lines` ({name, values, is_rest}) over `times` (Unix seconds). */
export function draw(times, lines) {
  current = {
    times,
    lines: lines.map((line, index) => ({ ...line, series: line.is_rest ? OTHER : index + 1 })),
  };
  at("chart-nothing").hidden = lines.length > 0;
  at("chart-away").hidden = true;
  picture ??= lineChart(at("chart"), showLegend);
  picture.show(current);
  showLegend(pointed !== null && pointed < times.length ? pointed : null);
}
