"""One look at the page views of a project through Prometheus, at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.charts import queries
from webapp.charts.grid import Line, counts, ends, folded, sampled
from webapp.charts.queries import Subject
from webapp.prometheus import Prometheus, Series

MINUTE: Final = 60
MINUTES: Final = 60
_HOUR: Final = MINUTE * MINUTES


@dataclass(frozen=True, slots=True)
class PathViews:
    """Views of one path within the hour; `share` of all views, 0..1."""

    path: str
    views: int
    share: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there was at `at`. All exact; lines and `whole` hold a value per time.

    `times`: Unix seconds, the ends of whole minutes and then of the newest 60 s.
    """

    at: float
    by: str
    total: int
    last_hour: int
    paths: tuple[PathViews, ...]
    times: tuple[float, ...]
    lines: tuple[Line, ...]
    whole: tuple[int, ...]


def take(prometheus: Prometheus, subject: Subject, path: str, by: str, now: datetime) -> Snapshot:
    """Ask Prometheus: seven queries. `path` is the label with the path, `by` the one that splits the lines.

    Raises PrometheusAway, QueryRefused.
    """
    times = ends(now.timestamp(), MINUTE, MINUTES)
    span, selector = queries.within(MINUTE), subject.selector
    whole = sampled(prometheus, queries.gained(selector, span), times, MINUTE)
    few = queries.largest(selector, by, MINUTE, _HOUR, times[-1], restarts=False)
    largest = {s.labels.get(by, ""): s for s in sampled(prometheus, few, times, MINUTE)}
    sums = counts(whole[0], times) if whole else (None,) * len(times)
    last_hour = _number(prometheus.query(queries.gained(selector, "1h"), now))
    return Snapshot(
        at=now.timestamp(),
        by=by,
        total=_number(prometheus.query(queries.total(subject), now)),
        last_hour=last_hour,
        paths=shares(prometheus.query(queries.top(subject, path), now), path, last_hour),
        times=times,
        lines=folded(largest, sums, times),
        whole=tuple(value or 0 for value in sums),
    )


def shares(top: Sequence[Series], label: str, last_hour: int) -> tuple[PathViews, ...]:
    """The top paths that were viewed at all, most viewed first."""
    counted = [(s.labels.get(label, ""), round(s.points[0][1])) for s in top]
    counted.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(PathViews(p, n, n / max(last_hour, n)) for p, n in counted if n > 0)


def _number(vector: Sequence[Series]) -> int:
    """The one value of a sum; 0 when there is no series."""
    return round(vector[0].points[0][1]) if vector else 0
