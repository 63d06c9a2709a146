"""Asking Prometheus for the ledger of a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from schemas.definitions import Definition
from webapp.charts.lamp import last_growth
from webapp.ledger import queries
from webapp.ledger.days import Books, Compared, Entry, books
from webapp.ledger.queries import Span, Tenant
from webapp.prometheus import Prometheus, Series

# The newest windows may be on their way to Prometheus, some series sooner than others.
SETTLING: Final = timedelta(seconds=15)
MOST_DAYS: Final = 31
_STEP: Final = 300


@dataclass(frozen=True, slots=True)
class Ledger:
    """`days`: the books by UTC day, newest first, each as of `at` or of its end.

    `waiting_known` is false while no live process tells what waits; the books then hold none.
    """

    at: datetime
    days: dict[str, Books]
    waiting_known: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """One key: its books by UTC day, newest first, and when it was last used, to five minutes within the
    last day and to the day before; None when it was not used in these days."""

    days: dict[str, Books]
    last_used_at: datetime | None


def last_days(now: datetime, count: int) -> list[str]:
    """The UTC days of the last `count`, today's first."""
    today = now.astimezone(UTC).date()
    return [(today - timedelta(days=back)).isoformat() for back in range(count)]


def ledger(prometheus: Prometheus, tenant: Tenant, days: Sequence[str], now: datetime) -> Ledger:
    """The books of those days. Raises PrometheusAway, QueryRefused, NotADay."""
    at = now - SETTLING
    entries = _entries(prometheus, tenant, [queries.span(day, at) for day in days], now)
    waits = prometheus.query(queries.waiting(tenant), now)
    waiting = round(waits[0].points[0][1]) if waits else 0
    today = now.astimezone(UTC).date().isoformat()
    found = {
        day: books([e for e in entries if e.day == day], waiting if day == today else 0)
        for day in days
    }
    return Ledger(at, found, bool(waits))


def usage(
    prometheus: Prometheus, tenant: Tenant, days: Sequence[str], now: datetime
) -> dict[str, Usage]:
    """What each key was used for, by its id. Raises PrometheusAway, QueryRefused."""
    at = now - SETTLING
    entries = _entries(prometheus, tenant, [queries.span(day, at) for day in days], now)
    recent = prometheus.query_range(
        queries.used(tenant, f"{_STEP}s1ms"), at.timestamp() - 86_400, at.timestamp(), _STEP
    )
    newest = {series.labels["key"]: last_growth(series.points, 0) for series in recent}
    return {
        key: _usage([e for e in entries if e.key == key], days, newest.get(key))
        for key in sorted({entry.key for entry in entries})
    }


def refusals(prometheus: Prometheus, tenant: Tenant, day: str, now: datetime) -> dict[str, int]:
    """Beacons that the collectors refused in that day, by code. Raises as `ledger`."""
    found = prometheus.query(queries.refused(tenant, queries.span(day, now)), now)
    sums: dict[str, float] = {}
    for series in found:
        code = series.labels["code"]
        sums[code] = sums.get(code, 0.0) + series.points[0][1]
    return {code: round(value) for code, value in sorted(sums.items()) if round(value)}


def compared(
    prometheus: Prometheus,
    tenant: Tenant,
    definitions: Sequence[Definition],
    day: str,
    now: datetime,
) -> list[Compared]:
    """Each metric whose series only grow: as the aggregator counted it and as Prometheus holds it.

    Two queries a metric. Raises as `ledger`.
    """
    of_day = queries.span(day, now - SETTLING)
    counted = {
        series.labels["metric"]: series.points[0][1]
        for series in prometheus.query(queries.counted(tenant, of_day), now)
    }
    return [
        _compared(prometheus, tenant, definition, counted.get(definition.name, 0.0), of_day, now)
        for definition in definitions
        if grown_name(definition)
    ]


def grown_name(definition: Definition) -> str:
    """The name whose growth is what was counted; "" for a metric that does not only grow."""
    if definition.type == "counter":
        return definition.name
    return f"{definition.name}_count" if definition.type in ("histogram", "summary") else ""


def _compared(
    prometheus: Prometheus,
    tenant: Tenant,
    definition: Definition,
    counted: float,
    of_day: Span,
    now: datetime,
) -> Compared:
    name = grown_name(definition)
    stored = _number(prometheus.query(queries.stored(tenant, name, of_day), now))
    resets = _number(prometheus.query(queries.resets(tenant, name, of_day), now))
    return Compared(definition.name, counted, stored, resets > 0)


def _entries(
    prometheus: Prometheus, tenant: Tenant, spans: list[Span], now: datetime
) -> list[Entry]:
    found = prometheus.query(queries.events(tenant, spans), now) if spans else []
    return [_entry(series) for series in found]


def _entry(series: Series) -> Entry:
    labels = series.labels
    events = round(series.points[0][1])
    key, day, result = labels.get("key", ""), labels["day"], labels["result"]
    return Entry(key, day, result, labels.get("reason", ""), events)


def _usage(entries: list[Entry], days: Sequence[str], newest: float | None) -> Usage:
    by_day = {day: books([e for e in entries if e.day == day]) for day in days}
    used = [day for day, found in by_day.items() if found.accepted]
    if newest is not None:
        return Usage(by_day, datetime.fromtimestamp(newest, UTC))
    last = datetime.fromisoformat(max(used)).replace(tzinfo=UTC) if used else None
    return Usage(by_day, last)


def _number(vector: Sequence[Series]) -> float:
    return vector[0].points[0][1] if vector else 0.0
