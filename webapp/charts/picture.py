"""One look at a metric through Prometheus: the numbers and lines of its plan, at one moment."""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from webapp.charts import queries
from webapp.charts.grid import Line, counts, ends, folded, on_grid, sampled
from webapp.charts.plan import MOST_LINES, Asked, Plan, line_name, plan
from webapp.charts.spans import Span
from webapp.prometheus import Prometheus, Series


@dataclass(frozen=True, slots=True)
class Value:
    """A number by name; None where Prometheus has none."""

    name: str
    value: float | None
    is_count: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What there was at `at`; lines hold a value per time (Unix seconds), ends of steps.

    `has_counted`: whether there was any sample of the metric within the week.
    """

    at: float
    has_counted: bool
    values: tuple[Value, ...]
    times: tuple[float, ...]
    lines: tuple[Line, ...]


def newest_end(now: datetime, span: Span) -> float:
    """Until when the span reaches: the end of the newest window that is surely written."""
    return ends(now.timestamp(), span.step, span.count)[-1]


def take(prometheus: Prometheus, asked: Asked, now: datetime) -> Picture:
    """Ask Prometheus. Raises PrometheusAway, QueryRefused."""
    wanted, span = plan(asked), asked.span
    times = ends(now.timestamp(), span.step, span.count)
    has_counted = bool(prometheus.query(queries.ever(wanted.seen), now))
    if not has_counted:
        none = tuple(Value(f.name, 0 if f.is_count else None, f.is_count) for f in wanted.figures)
        return Picture(now.timestamp(), False, none, times, ())
    values = tuple(
        Value(f.name, _number(prometheus.query(f.promql, now), f.is_count), f.is_count)
        for f in wanted.figures
    )
    return Picture(now.timestamp(), True, values, times, _lines(prometheus, wanted, span, times))


def _lines(
    prometheus: Prometheus, wanted: Plan, span: Span, times: tuple[float, ...]
) -> tuple[Line, ...]:
    found: dict[str, Series] = {}
    for name, promql in wanted.lines.items():
        for series in sampled(prometheus, promql, times, span.step):
            found[name or line_name(series.labels, wanted.named_by)] = series
    if wanted.whole:
        whole = sampled(prometheus, wanted.whole, times, span.step)
        sums = counts(whole[0], times) if whole else (None,) * len(times)
        return folded(found, sums, times)
    lines = [Line(name, on_grid(series, times)) for name, series in found.items()]
    return tuple(line for line in lines if any(v is not None for v in line.values))[:MOST_LINES]


def _number(vector: list[Series], is_count: bool) -> float | None:
    if not vector:
        return None
    value = vector[0].points[0][1]
    if not isfinite(value):
        return None
    return round(value) if is_count else value
