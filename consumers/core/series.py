"""Series and their totals: cumulative since birth, one writer each (laws 2, 3 and 4)."""

from typing import Final

import msgspec

from consumers.core.quiet import IDLE, LIFE, is_repeat, next_repeat, phase_of
from schemas.records import state

LEDGER: Final = "ledger"
NEVER: Final = -1


class Family(msgspec.Struct, frozen=True):
    """What the series of one definition and epoch share; `label_names` are sorted, org and project in."""

    definition: str
    version: int
    epoch: int
    name: str
    type: str
    help: str
    unit: str
    label_names: tuple[str, ...]


class Series:
    """One series. `labels` are the values in the order of the family's label names.

    `total` is cumulative, `changed_at` the end of the window that last changed it (NEVER before the
    first), `pending` what the open window adds. `ends_at` is the fixed end of a ledger series, else 0.
    """

    __slots__ = ("changed_at", "ends_at", "family", "labels", "pending", "phase", "total")

    def __init__(self, family: Family, labels: tuple[str, ...], ends_at: int = 0) -> None:
        self.family = family
        self.labels = labels
        self.ends_at = ends_at
        self.phase = phase_of(self.key())
        self.total = 0.0
        self.changed_at = NEVER
        self.pending = 0.0

    def key(self) -> str:
        """The series id (definition, epoch, label set), which is also its key in topic `state`."""
        labels = msgspec.json.encode(self.labels).decode()
        return f"series:{self.family.definition}:{self.family.epoch}:{labels}"

    def marker_at(self) -> int:
        """Grid time of the staleness marker."""
        return self.ends_at or self.changed_at + IDLE

    def forget_at(self) -> int:
        """Grid time at which the state goes; a series that returns later starts at 0."""
        return self.ends_at or self.changed_at + LIFE

    def stands_at(self, time: int) -> bool:
        """Whether a sample of this series was written with timestamp `time`, a grid time."""
        if self.changed_at == NEVER or time < self.changed_at or time >= self.marker_at():
            return False
        return time == self.changed_at or is_repeat(time, self.changed_at, self.phase)

    def next_due(self, after: int) -> int:
        """The next grid time after `after` at which this series wants a repeat, marker or its end."""
        marker = self.marker_at()
        if after < marker:
            return min(
                marker, next_repeat(max(after, self.changed_at), self.changed_at, self.phase)
            )
        return self.forget_at()

    def close(self, end: int) -> float:
        """Add what the window ending at `end` counted; the total before it."""
        before = self.total
        self.total += self.pending
        self.pending = 0.0
        self.changed_at = end
        return before

    def stored(self) -> state.Series:
        """The record for topic `state`."""
        family = self.family
        return state.Series(
            family.definition, family.epoch, self.labels, self.total, self.changed_at
        )
