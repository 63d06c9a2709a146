"""What must hold at the end: the sums, the ledger's balance, and every sample."""

from collections.abc import Iterator, Mapping
from typing import Final

from ops.chaos.ledger import Expected
from ops.chaos.prometheus import Prometheus

PROJECT: Final = "demo-shop"
VIEWS: Final = f'page_views_total{{project="{PROJECT}"}}'
EVENTS: Final = f'tally_ledger_events_total{{project="{PROJECT}"}}'
# Every series that was counted carries its project; what Prometheus scrapes from our processes may too,
# but has a job, which no definition may have.
OURS: Final = '{project!="",job=""}'


def newest(prometheus: Prometheus) -> float:
    """Unix milliseconds of the newest sample of the project; 0 when there is none."""
    return 1000 * prometheus.number(f'max(timestamp({{project="{PROJECT}",job=""}}))')


def found(prometheus: Prometheus) -> tuple[dict[str, float], dict[str, float]]:
    """Views by path and events by result, as they stand now."""
    views = prometheus.values(f"sum by (path) ({VIEWS})", "path")
    return views, prometheus.values(f"sum by (result) ({EVENTS})", "result")


def faults(
    expected: Expected, views: Mapping[str, float], events: Mapping[str, float]
) -> Iterator[str]:
    """One line per sum that is not what was acknowledged, to the unit. Pure."""
    if dict(views) != dict(expected.views):
        for path in sorted({*views, *expected.views}):
            if views.get(path, 0) != expected.views[path]:
                yield f"views of {path}: {expected.views[path]} acknowledged, {views.get(path)} found"
    wanted = {
        "counted": expected.views.total(),
        "bot": expected.bots,
        "unmatched": expected.unmatched,
        "rejected": 0,
    }
    for result, count in wanted.items():
        if events.get(result, 0) != count:
            yield f"ledger, {result}: {count} acknowledged, {events.get(result, 0):.0f} found"
    yield from _balance(expected, events)


def _balance(expected: Expected, events: Mapping[str, float]) -> Iterator[str]:
    accepted = events.get("accepted", 0)
    results = sum(count for result, count in events.items() if result != "accepted")
    if accepted != results:
        yield f"ledger: accepted {accepted:.0f}, all results together {results:.0f}"
    if accepted < expected.least_accepted:
        yield f"ledger: accepted {accepted:.0f}, answered with 204 {expected.least_accepted}"
