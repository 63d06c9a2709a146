"""The ledger as people read it: one row a day, one line a key, and whether they add up. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isclose
from typing import Final

RESULTS: Final = ("counted", "duplicate", "bot", "unmatched")


@dataclass(frozen=True, slots=True)
class Entry:
    """So many events of a key and UTC day (YYYY-MM-DD) had this result; `reason` where it was rejected."""

    key: str
    day: str
    result: str
    reason: str
    events: int


@dataclass(frozen=True, slots=True)
class Books:
    """What became of events: law 9's sum. `accepted` counts also those that wait."""

    accepted: int = 0
    counted: int = 0
    duplicate: int = 0
    bot: int = 0
    unmatched: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0

    @property
    def settled(self) -> int:
        """Events that have a result."""
        results = self.counted + self.duplicate + self.bot + self.unmatched
        return results + sum(self.rejected.values())

    @property
    def balanced(self) -> bool:
        """Whether every accepted event has a result or waits for one."""
        return self.accepted == self.settled + self.waiting


def books(entries: Iterable[Entry], waiting: int = 0) -> Books:
    """The sum of the entries, and of `waiting` events that the aggregator has not counted yet."""
    sums: dict[str, int] = {}
    rejected: dict[str, int] = {}
    for entry in entries:
        if entry.result == "rejected":
            rejected[entry.reason] = rejected.get(entry.reason, 0) + entry.events
        else:
            sums[entry.result] = sums.get(entry.result, 0) + entry.events
    accepted = sums.get("accepted", 0) + waiting
    by_result = {result: sums.get(result, 0) for result in RESULTS}
    return Books(accepted, **by_result, rejected=dict(sorted(rejected.items())), waiting=waiting)


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric of one day: what its series gained when they were counted, and in Prometheus.

    `resets`: a version with a new epoch began within the day, so that the two cannot be compared.
    """

    metric: str
    counted: float
    stored: float
    resets: bool = False

    @property
    def difference(self) -> float:
        return self.stored - self.counted

    @property
    def equal(self) -> bool:
        """Sums of fractions may differ in their last digits, as they were added in another order."""
        return not self.resets and isclose(self.stored, self.counted, rel_tol=1e-12)
