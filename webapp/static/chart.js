// The line chart: uPlot with the colours of tokens.css, redrawn when theme or width change.
const DASHES = [[], [8, 4], [3, 3], [12, 3, 2, 3], [5, 3], [1, 4]];
const HEIGHT = 260;
// So many values make a line that is seen; fewer are drawn as points too.
const FEW = 4;

// From so many seconds on the axis says days instead of hours.
const DAYS = 172_800;

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const short = (value) => compact.format(value);

/** From 0, or below what is negative, to a little above the highest. */
function heights(u, min, max) {
  const low = Math.min(0, min ?? 0);
  const high = Math.max(max ?? 0, 0);
  const whole = u.data.slice(1).every((values) => values.every((value) => value == null || Number.isInteger(value)));
  const top = whole ? Math.max(4, high * 1.1) : high * 1.1 || 1;
  return [low * 1.1, top];
}

const known = (values) => values.filter((value) => value != null).length;

/** A chart inside `box`; calls `hover(index)` with the column under the pointer, or null. */
export function lineChart(box, hover) {
  let plot = null;
  let shown = null;

  const colour = (token) => {
    const probe = document.createElement("i");
    probe.style.color = `var(--${token})`;
    box.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };

  const axis = (more) => ({
    stroke: colour("muted"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: colour("line"), width: 1 },
    ticks: { stroke: colour("line"), width: 1, size: 4 },
    ...more,
  });

  const draw = () => {
    plot?.destroy();
    plot = null;
    if (!shown?.lines.length) return;
    const series = shown.lines.map((line, index) => ({
      label: line.name,
      stroke: colour(`series-${line.series}`),
      dash: DASHES[line.series - 1],
      width: 2,
      points: { show: (u, index) => known(u.data[index]) < FEW, size: 6 },
    }));
    plot = new uPlot({
      width: box.clientWidth,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: heights } },
      axes: [
        axis({ size: 32, space: 60, values: (u, ticks) => ticks.map(when) }),
        axis({ size: 52, values: (u, ticks) => ticks.map(short) }),
      ],
      series: [{}, ...series],
      hooks: { setCursor: [(u) => hover(u.cursor.idx ?? null)] },
    }, columns(), box);
  };

  const days = () => shown.times.at(-1) - shown.times[0] > DAYS;
  const when = (tick) => (days() ? day : clock).format(tick * 1000);
  const columns = () => [shown.times, ...shown.lines.map((line) => line.values)];
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric" });

  addEventListener("themechange", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(() => plot?.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);

  return {
    /** `next`: {times, lines: [{name, series: 1..6, values}]}; keeps the picture when only numbers changed. */
    show(next) {
      const names = (what) => JSON.stringify(what?.lines.map((line) => [line.name, line.series]));
      const same = plot && names(shown) === names(next);
      shown = next;
      if (same) plot.setData(columns()); else draw();
    },
  };
}
