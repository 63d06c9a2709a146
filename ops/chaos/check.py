"""What must hold at the end: the sums, and the ledger's balance. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ops.chaos.ledger import Expected, Place

VIEWS: Final = "page_views_total"
EVENTS: Final = "tally_ledger_events_total"
# Results that what was acknowledged decides alone; how much is a duplicate is only known in balance.
DECIDED: Final = ("counted", "bot", "unmatched", "rejected")


@dataclass(frozen=True, slots=True)
class Found:
    """Views by (project, path) and events by (project, result), as they stand where samples go."""

    views: Mapping[Place, float]
    events: Mapping[Place, float]


@dataclass(frozen=True, slots=True)
class Off:
    """A sum that is not what it must be, to the unit; `is_too_much`: waiting will not mend it."""

    what: str
    wanted: float
    found: float
    is_too_much: bool = False

    def __str__(self) -> str:
        return f"{self.what}: {self.wanted:.0f} acknowledged, {self.found:.0f} found"


def off(expected: Expected, found: Found) -> Iterator[Off]:
    """Every sum that is not what was acknowledged."""
    for project, path in sorted({*found.views, *expected.views}):
        views = found.views.get((project, path), 0)
        yield from _unless_equal(
            f"{project}, views of {path}", expected.views[project, path], views
        )
    for project, least in sorted(expected.least_accepted.items()):
        for result in DECIDED:
            events = found.events.get((project, result), 0)
            wanted = expected.events[project, result]
            yield from _unless_equal(f"{project}, ledger, {result}", wanted, events)
        yield from _balance(project, least, found.events)


def _unless_equal(what: str, wanted: float, found: float) -> Iterator[Off]:
    if found != wanted:
        yield Off(what, wanted, found, found > wanted)


def _balance(project: str, least: int, events: Mapping[Place, float]) -> Iterator[Off]:
    accepted = events.get((project, "accepted"), 0)
    results = sum(n for (p, result), n in events.items() if p == project and result != "accepted")
    if accepted != results:
        yield Off(f"{project}, ledger, all results for what was accepted", accepted, results)
    if accepted < least:
        yield Off(f"{project}, ledger, accepted", least, accepted)
