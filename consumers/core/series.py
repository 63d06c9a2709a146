"""Series: what one label set of a definition has counted, and when it is repeated, marked and forgotten.

Cumulative since birth, one writer each (laws 2, 3, 4). The class here is the counter; consumers.core.kinds
has one per other metric type: how a window's events are taken in, and what stands in the columns.
"""

from math import isfinite
from sys import float_info
from typing import Final

import msgspec

from consumers.core.family import Span
from consumers.core.quiet import IDLE, LIFE, is_repeat, next_repeat, phase_of
from schemas.records import state

NEVER: Final = -1

# One per column of the family; None where a column has no sample.
Values = tuple[float | None, ...]


class Series:
    """One label set. `labels` are the values in the order of the family's label names.

    `changed_at` is the end of the window that last changed it (NEVER before the first); `ends_at` the
    fixed end of a ledger series, else 0; `touched` whether the open window has changed it.
    """

    __slots__ = ("changed_at", "ends_at", "labels", "pending", "phase", "span", "total", "touched")

    def __init__(self, span: Span, labels: tuple[str, ...], ends_at: int = 0) -> None:
        self.span = span
        self.labels = labels
        self.ends_at = ends_at
        self.phase = phase_of(self.key())
        self.changed_at = NEVER
        self.touched = False
        self.total = 0.0
        self.pending = 0.0

    def key(self) -> str:
        """The series id (definition, epoch, label set), which is also its key in topic `state`."""
        family = self.span.family
        labels = msgspec.json.encode(self.labels).decode()
        return f"series:{family.definition}:{family.epoch}:{labels}"

    def take(self, value: float) -> None:
        """One event's value in the open window."""
        self.pending += value

    def gain(self) -> float:
        """What the open window adds: to the total of a counter, to the number of values observed."""
        return self.pending

    def merge(self, start: int) -> bool:
        """Add the open window, which began at `start`, to the totals; whether one had to be clamped."""
        total = self.total + self.pending
        self.total = finite(total)
        self.pending = 0.0
        return self.total != total

    def before(self) -> Values | None:
        """What law 3 asks for before a change: the totals of cumulative columns; None if there are none."""
        return (self.total,)

    def values(self, time: int) -> Values:
        """What stands at grid time `time`, which is not before the last change."""
        return (self.total,)

    def zeros(self, time: int) -> Values | None:
        """What falls back to 0 right after grid time `time`; None for nothing, as with most types."""
        return None

    def stored(self) -> state.Series:
        """The record for topic `state`."""
        family = self.span.family
        return state.Series(
            family.definition, family.epoch, self.labels, self.total, self.changed_at
        )

    def revive(self, stored: state.Series) -> None:
        """Take over what `state` holds."""
        self.total, self.changed_at = stored.total, stored.changed_at

    def marker_at(self) -> int:
        """Grid time of the staleness marker."""
        return min(self.ends_at or self.changed_at + IDLE, self.span.end)

    def forget_at(self) -> int:
        """Grid time at which the state goes; a series that returns later starts at 0."""
        return min(self.ends_at or self.changed_at + LIFE, self.span.end)

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


def finite(total: float) -> float:
    """A total that would stop being finite stays at the largest number (law 8)."""
    return total if isfinite(total) else float_info.max
