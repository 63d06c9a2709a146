"""Samples on a grid of times: what a chart and its table show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Final

from webapp.prometheus import Prometheus, Series

_WINDOW: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart; a value per time, None where there is none. `is_rest`: what the others leave."""

    name: str
    values: tuple[float | None, ...]
    is_rest: bool = False


def ends(now: float, step: int, count: int) -> tuple[float, ...]:
    """The ends of the last whole steps, then of the newest window that is surely written (Unix s)."""
    whole = now // step * step
    newest = (now // _WINDOW - 1) * _WINDOW
    times = [whole - step * back for back in range(count - 1, -1, -1)]
    return tuple([time for time in times if time < newest] + [newest])


def sampled(prometheus: Prometheus, promql: str, times: Sequence[float], step: int) -> list[Series]:
    """The query's series at `times`, whose last one lies off the grid of the others.

    Raises PrometheusAway, QueryRefused.
    """
    found = prometheus.query_range(promql, times[0], times[-2], step)
    newest = prometheus.query(promql, datetime.fromtimestamp(times[-1], UTC))
    points = {tuple(sorted(s.labels.items())): list(s.points) for s in found}
    for series in newest:
        points.setdefault(tuple(sorted(series.labels.items())), []).extend(series.points)
    return [Series(dict(labels), tuple(pairs)) for labels, pairs in points.items()]


def on_grid(series: Series, times: Sequence[float]) -> tuple[float | None, ...]:
    """The series' values at `times`, None where it has no sample or one that is no number."""
    known = {time: value for time, value in series.points if isfinite(value)}
    return tuple(known.get(time) for time in times)


def counts(series: Series, times: Sequence[float]) -> tuple[int | None, ...]:
    """The same for what is counted: sums of whole numbers."""
    return tuple(None if value is None else round(value) for value in on_grid(series, times))


def folded(
    largest: Mapping[str, Series], sums: Sequence[float | None], times: Sequence[float]
) -> tuple[Line, ...]:
    """The largest lines first by size, and what they leave of the sums as "other" unless nothing.

    Quiet series have no sample in most steps: from the first sum on, none means that none came.
    """
    start = next((i for i, value in enumerate(sums) if value is not None), len(sums))
    lines = [
        Line(name, _from(start, [value or 0 for value in on_grid(series, times)]))
        for name, series in largest.items()
    ]
    lines.sort(key=lambda line: (-sum(value or 0 for value in line.values), line.name))
    rest = [_rest(v, [line.values[i] for line in lines]) for i, v in enumerate(sums)]
    if not any(rest):
        return tuple(lines)
    return (*lines, Line("other", _from(start, rest), is_rest=True))


def _rest(whole: float | None, parts: Sequence[float | None]) -> float:
    """What rounding leaves of fractions is nothing."""
    left = (whole or 0) - sum(part or 0 for part in parts)
    return left if abs(left) > 1e-9 * abs(whole or 0) else 0


def _from(start: int, values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(value if i >= start else None for i, value in enumerate(values))
