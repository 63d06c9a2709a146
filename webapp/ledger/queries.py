"""The PromQL of the ledger. Every selector carries org and project; every day is UTC.

A day's totals stand at its end and do not change after it: so each day is asked for at its own end, or at
the newest moment for the day that has not ended.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from webapp.charts.queries import quoted

EVENTS: Final = "tally_ledger_events_total"
METRICS: Final = "tally_ledger_metric_total"
REFUSED: Final = "tally_collector_refused_total"
WAITING: Final = "tally_live_waiting_events"
LIVE: Final = "tally_live_streams"

# The aggregator may have stood still for longer than Prometheus looks back by itself.
_OPEN_DAY: Final = "1d"
_ENDED_DAY: Final = "1h"
_WINDOW: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tenant:
    """Whose ledger it is: the slugs that every series carries."""

    org: str
    project: str

    def selector(self, metric: str, **more: str) -> str:
        matchers = {"org": self.org, "project": self.project, **more}
        return f"{metric}{{{','.join(f'{n}={quoted(v)}' for n, v in matchers.items())}}}"


@dataclass(frozen=True, slots=True)
class Span:
    """A UTC day up to `end`, Unix seconds: midnight, or the newest whole window before `now`."""

    day: str
    start: int
    end: int
    is_over: bool

    @property
    def length(self) -> str:
        """Everything of the day from its first instant on: Prometheus 3 leaves a range's start out."""
        return f"{max(self.end - self.start, _WINDOW)}s1ms"


class NotADay(Exception):
    """Reject: not a date as YYYY-MM-DD."""


def span(day: str, now: datetime) -> Span:
    """The span of that day. Raises NotADay."""
    start = _midnight(day)
    newest = int(now.timestamp()) // _WINDOW * _WINDOW
    midnight = int((start + _DAY).timestamp())
    return Span(day, int(start.timestamp()), min(midnight, newest), midnight <= newest)


def _midnight(day: str) -> datetime:
    try:
        date = datetime.fromisoformat(day)
    except ValueError:
        raise NotADay(day) from None
    if date.date().isoformat() != day:
        raise NotADay(day)
    return date.replace(tzinfo=UTC)


def events(tenant: Tenant, spans: list[Span]) -> str:
    """Events by key, day, result and reason, exact for each of the days."""
    return " or ".join(_events(tenant, each) for each in spans)


def _events(tenant: Tenant, of_day: Span) -> str:
    selector = tenant.selector(EVENTS, day=of_day.day)
    back = _ENDED_DAY if of_day.is_over else _OPEN_DAY
    last = f"last_over_time({selector}[{back}] @ {of_day.end})"
    return f"sum by (key, day, result, reason) ({last})"


def counted(tenant: Tenant, of_day: Span) -> str:
    """What each metric's series gained in the day as the aggregator wrote it down, by metric."""
    selector = tenant.selector(METRICS, day=of_day.day)
    return f"sum by (metric) (last_over_time({selector}[{_OPEN_DAY}] @ {of_day.end}))"


def stored(tenant: Tenant, name: str, of_day: Span) -> str:
    """What the series of that name gained in the day by Prometheus' own samples.

    Before each growth a sample holds the total until then (law 3), so newest minus oldest is the growth.
    """
    samples = f"{tenant.selector(name)}[{of_day.length}] @ {of_day.end}"
    return f"sum(max_over_time({samples}) - min_over_time({samples}))"


def resets(tenant: Tenant, name: str, of_day: Span) -> str:
    """How often those series began anew."""
    return f"sum(resets({tenant.selector(name)}[{of_day.length}] @ {of_day.end}))"


def refused(tenant: Tenant, of_day: Span) -> str:
    """Beacons that the collector refused, by key and code. Each collector counts for itself and forgets
    when it ends: what it counted within its last seconds may be missing."""
    counters = f"{REFUSED}{{project={quoted(tenant.project)}}}"
    inside = f"{counters}[{of_day.length}] @ {of_day.end}"
    born = f"(last_over_time({inside}) unless {counters} @ {of_day.start})"
    return f"sum by (key, code) ({born} or increase({inside}))"


def waiting(tenant: Tenant) -> str:
    """Events past the aggregator's offset: 0 where the live process says so, nothing without it."""
    return f"sum({tenant.selector(WAITING)}) or 0 * count({LIVE})"


def used(tenant: Tenant, step: str) -> str:
    """Events accepted within each step, by key."""
    samples = f"{tenant.selector(EVENTS, result='accepted')}[{step}]"
    return f"sum by (key) (max_over_time({samples}) - min_over_time({samples}))"
