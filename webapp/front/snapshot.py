"""One look at a metric through Prometheus: everything the front page shows, at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from webapp.front import queries
from webapp.front.queries import Subject
from webapp.prometheus import Prometheus, Series

By = Literal["path", "browser"]

MINUTE: Final = 60
MINUTES: Final = 60
# The newest window end counts for 10 s, and it closes a window of 5 s.
LIVE_SPAN: Final = "15s"
_DAY: Final = 86_400
_COARSE: Final = 600
_WINDOW: Final = 5


@dataclass(frozen=True, slots=True)
class Lamp:
    """`since`: Unix seconds of the minute with the newest event, when quiet and known."""

    state: Literal["live", "quiet", "nothing"]
    since: float | None = None


@dataclass(frozen=True, slots=True)
class PathViews:
    """Views of one path within the hour; `share` of all views, 0..1."""

    path: str
    views: int
    share: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chart; a value per time, None before anything was counted in the hour."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there was at `at`. All exact; lines and `whole` hold a value per time.

    `times`: Unix seconds, the ends of whole minutes and then of the newest 60 s.
    """

    at: float
    by: By
    lamp: Lamp
    total: int
    last_hour: int
    paths: tuple[PathViews, ...]
    times: tuple[float, ...]
    lines: tuple[Line, ...]
    whole: tuple[int, ...]


def take(prometheus: Prometheus, subject: Subject, by: By, now: datetime) -> Snapshot:
    """Ask Prometheus: seven queries, up to two more when nothing is coming in.

    Raises PrometheusAway, QueryRefused.
    """
    times = ends(now.timestamp())
    whole = _sampled(prometheus, queries.gained(subject, queries.MINUTE_SPAN), times)
    largest = queries.per_minute_of_the_largest(subject, by, times[-1])
    sums = on_grid(whole[0], times) if whole else (None,) * len(times)
    last_hour = _number(prometheus.query(queries.gained(subject, "1h"), now))
    live = _number(prometheus.query(queries.gained(subject, LIVE_SPAN), now)) > 0
    return Snapshot(
        at=now.timestamp(),
        by=by,
        lamp=Lamp("live") if live else _quiet(prometheus, subject, sums, times, now),
        total=_number(prometheus.query(queries.total(subject), now)),
        last_hour=last_hour,
        paths=shares(prometheus.query(queries.top_paths(subject), now), last_hour),
        times=times,
        lines=folded(_sampled(prometheus, largest, times), sums, by, times),
        whole=tuple(value or 0 for value in sums),
    )


def ends(now: float) -> tuple[float, ...]:
    """The ends of the last hour's whole minutes, then of the newest window that is surely written."""
    minute = now // MINUTE * MINUTE
    newest = (now // _WINDOW - 1) * _WINDOW
    whole = [minute - MINUTE * back for back in range(MINUTES - 1, -1, -1)]
    return tuple([time for time in whole if time < newest] + [newest])


def on_grid(series: Series, times: Sequence[float]) -> tuple[int | None, ...]:
    """The series' values at `times`, None where it has no sample."""
    known = {time: round(value) for time, value in series.points}
    return tuple(known.get(time) for time in times)


def folded(
    largest: Sequence[Series], sums: Sequence[int | None], by: By, times: Sequence[float]
) -> tuple[Line, ...]:
    """The largest lines first by size, and what they leave of the sums as "other" unless nothing.

    Quiet series have no sample in most minutes: from the first sum on, none means that none came.
    """
    start = next((i for i, value in enumerate(sums) if value is not None), len(sums))
    lines = [
        Line(s.labels.get(by, ""), _from(start, [value or 0 for value in on_grid(s, times)]))
        for s in largest
    ]
    lines.sort(key=lambda line: (-sum(value or 0 for value in line.values), line.name))
    rest = [(v or 0) - sum(line.values[i] or 0 for line in lines) for i, v in enumerate(sums)]
    return (*lines, Line("other", _from(start, rest))) if any(rest) else tuple(lines)


def _from(start: int, values: Sequence[int]) -> tuple[int | None, ...]:
    return tuple(value if i >= start else None for i, value in enumerate(values))


def shares(top: Sequence[Series], last_hour: int) -> tuple[PathViews, ...]:
    """The top paths that were viewed at all, most viewed first."""
    counted = [(s.labels.get("path", ""), round(s.points[0][1])) for s in top]
    counted.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(PathViews(p, n, n / max(last_hour, n)) for p, n in counted if n > 0)


def _quiet(
    prometheus: Prometheus,
    subject: Subject,
    sums: Sequence[int | None],
    times: Sequence[float],
    now: datetime,
) -> Lamp:
    """Since when: to the minute within the hour, to ten minutes within the day."""
    newest = last_growth(list(zip(times, sums, strict=True)), MINUTE)
    if newest is None:
        end = now.timestamp() // _COARSE * _COARSE
        day = prometheus.query_range(
            queries.gained(subject, queries.TEN_MINUTES_SPAN), end - _DAY, end, _COARSE
        )
        newest = last_growth(day[0].points, _COARSE) if day else None
    if newest is not None:
        return Lamp("quiet", newest)
    return Lamp("quiet" if prometheus.query(queries.ever(subject), now) else "nothing")


def last_growth(points: Sequence[tuple[float, float | None]], step: int) -> float | None:
    """The start of the newest step in which anything was counted."""
    grown = [time for time, value in points if value and value > 0]
    return grown[-1] - step if grown else None


def _sampled(prometheus: Prometheus, promql: str, times: Sequence[float]) -> list[Series]:
    """The query's series at `times`, whose last one lies off the grid of the others."""
    found = prometheus.query_range(promql, times[0], times[-2], MINUTE)
    newest = prometheus.query(promql, datetime.fromtimestamp(times[-1], UTC))
    points = {tuple(sorted(s.labels.items())): list(s.points) for s in found}
    for series in newest:
        points.setdefault(tuple(sorted(series.labels.items())), []).extend(series.points)
    return [Series(dict(labels), tuple(pairs)) for labels, pairs in points.items()]


def _number(vector: Sequence[Series]) -> int:
    """The one value of a sum; 0 when there is no series."""
    return round(vector[0].points[0][1]) if vector else 0
