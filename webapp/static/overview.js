// What is happening on the project: big numbers, views, top pages, small multiples.
import { draw } from "./drawing.js";
import { renewing } from "./renewal.js";
import { at, figure, localise, moment, number, percent, row, say } from "./words.js";

const WIDTH = 120;
const HEIGHT = 32;

function showNumber(id, value) {
  at(id).dataset.value = value;
  say(at(id), number(value));
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

function showMinutes(views) {
  const rows = views.times.map((time, index) => row([
    [index === views.times.length - 1 ? "The last 60 s" : moment(time - 60)],
    [number(views.whole[index]), "number"],
  ]));
  at("minutes").replaceChildren(...rows.reverse());
}

function showViews(views) {
  showNumber("total", views.total);
  showNumber("hour", views.last_hour);
  at("at").replaceChildren("as of ", moment(views.at));
  showPaths(views.paths);
  showMinutes(views);
  draw(views.times, views.lines);
}

/** The path of a line, as the filter `sparkline` of webapp/formats.py. */
function sparkline(values) {
  const known = values.filter((value) => value !== null);
  if (!known.length) return "";
  const low = Math.min(0, ...known);
  const high = Math.max(0, ...known) || 1;
  const step = WIDTH / Math.max(1, values.length - 1);
  let pen = "M";
  return values.map((value, place) => {
    if (value === null) { pen = "M"; return ""; }
    const height = (HEIGHT - 2) * (1 - (value - low) / (high - low || 1)) + 1;
    const part = `${pen}${(place * step).toFixed(1)},${height.toFixed(1)}`;
    pen = "L";
    return part;
  }).join("");
}

function showMultiples(multiples) {
  for (const one of multiples) {
    const item = document.querySelector(`[data-name="${CSS.escape(one.name)}"]`);
    if (!item) continue;
    say(item.querySelector(".multiple-value"), one.value === null ? "\u2013" : figure(one.value));
    item.querySelector("path").setAttribute("d", sparkline(one.line));
  }
}

localise();
renewing((now) => {
  if (now.views) showViews(now.views);
  showMultiples(now.multiples);
});
