"""The lamp of a project: does anything arrive, and is it counted in time?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from consumers.core.ledger import NAME as LEDGER
from webapp.charts.queries import Place, ever, gained, within
from webapp.prometheus import Prometheus, Series

State = Literal["live", "quiet", "nothing", "behind"]

# The newest window end counts for 10 s, and it closes a window of 5 s.
LIVE_SPAN: Final = "15s"
_MINUTE: Final = 60
_HOUR: Final = 3_600
_DAY: Final = 86_400
_COARSE: Final = 600
_BEHIND_SECONDS: Final = 10
# How long the aggregator needs for what waits, at its pace of the last minute; at least one record/s.
BEHIND: Final = (
    "sum(min_over_time(tally_aggregator_lag_records[45s]))"
    " / clamp_min(sum(rate(tally_aggregator_records_total[1m])), 1)"
)


@dataclass(frozen=True, slots=True)
class Lamp:
    """`since`: Unix seconds of the step with the newest event, when quiet and known; `behind`: seconds."""

    state: State
    since: float | None = None
    behind: int | None = None


def look(prometheus: Prometheus, place: Place, now: datetime) -> Lamp:
    """Ask the ledger, which knows every accepted event, counted or not: two queries while it is live.

    Raises PrometheusAway, QueryRefused.
    """
    seconds = _number(prometheus.query(BEHIND, now))
    if seconds >= _BEHIND_SECONDS:
        return Lamp("behind", behind=round(seconds))
    accepted = place.selector(LEDGER, 'result="accepted"')
    if _number(prometheus.query(gained(accepted, LIVE_SPAN), now)) > 0:
        return Lamp("live")
    for back, step in ((_HOUR, _MINUTE), (_DAY, _COARSE)):
        # The end lies ahead of now, so that the newest step is not left out.
        end = (now.timestamp() // step + 1) * step
        found = prometheus.query_range(gained(accepted, within(step)), end - back, end, step)
        newest = last_growth(found[0].points, step) if found else None
        if newest is not None:
            return Lamp("quiet", newest)
    return Lamp("quiet" if prometheus.query(ever(accepted), now) else "nothing")


def last_growth(points: Sequence[tuple[float, float]], step: int) -> float | None:
    """The start of the newest step in which anything was counted."""
    grown = [time for time, value in points if value > 0]
    return grown[-1] - step if grown else None


def _number(vector: Sequence[Series]) -> float:
    """The one value of a sum; 0 when there is no series."""
    return vector[0].points[0][1] if vector else 0
