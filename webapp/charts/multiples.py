"""Small multiples: every metric of a project as a number and a line of an hour, in two queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from schemas.definitions import Definition
from webapp.charts.grid import ends, on_grid, sampled
from webapp.charts.queries import Place
from webapp.prometheus import Prometheus, Series

_STEP: Final = 60
_COUNT: Final = 60
# What of a metric is a total that only grows; the others are shown as they are.
_TOTALS: Final = {"counter": "", "histogram": "_count", "summary": "_count"}
MOST: Final = 24


@dataclass(frozen=True, slots=True)
class Multiple:
    """One metric: `value` is its newest total (`is_total`) or value, None when no series is alive;
    `line` the growth or the value of each minute."""

    name: str
    is_total: bool
    value: float | None
    line: tuple[float | None, ...]


def take(
    prometheus: Prometheus, place: Place, definitions: Sequence[Definition], now: datetime
) -> tuple[Multiple, ...]:
    """The first MOST of them. Raises PrometheusAway, QueryRefused."""
    shown = definitions[:MOST]
    times = ends(now.timestamp(), _STEP, _COUNT)
    totals = {d.name: f"{d.name}{_TOTALS[d.type]}" for d in shown if d.type in _TOTALS}
    values = {d.name: d.name for d in shown if d.type not in _TOTALS}
    found = {
        **_by_name(prometheus, "sum", place, list(totals.values()), times),
        **_by_name(prometheus, "max", place, list(values.values()), times),
    }
    return tuple(
        _multiple(d.name, found.get({**totals, **values}[d.name]), times, d.name in totals)
        for d in shown
    )


def _by_name(
    prometheus: Prometheus, how: str, place: Place, names: Sequence[str], times: Sequence[float]
) -> dict[str, Series]:
    if not names:
        return {}
    promql = f"{how} by (__name__) ({place.named(names)})"
    return {s.labels["__name__"]: s for s in sampled(prometheus, promql, times, _STEP)}


def _multiple(name: str, series: Series | None, times: Sequence[float], is_total: bool) -> Multiple:
    values = on_grid(series, times) if series else (None,) * len(times)
    return Multiple(name, is_total, values[-1], growth(values) if is_total else values)


def growth(totals: Sequence[float | None]) -> tuple[float | None, ...]:
    """From each total to the next; one that falls, because a series ended, has not grown."""
    steps = [
        None if before is None or after is None else max(0.0, after - before)
        for before, after in pairwise(totals)
    ]
    return (None, *steps)
