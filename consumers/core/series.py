"""Series: what one label set of a definition has counted, and when it is repeated, marked and forgotten.

Cumulative since birth, one writer each (laws 2, 3, 4). A kind per metric type: how a window's events are
taken in, and which values stand in the family's columns.
"""

from collections.abc import Sequence
from math import isfinite
from sys import float_info
from typing import Final

import msgspec

from consumers.core.family import Span
from consumers.core.quiet import IDLE, LIFE, is_repeat, next_repeat, phase_of
from schemas.records import state

NEVER: Final = -1

Values = tuple[float, ...]


class Series:
    """One label set. `labels` are the values in the order of the family's label names.

    `changed_at` is the end of the window that last changed it (NEVER before the first); `ends_at` the
    fixed end of a ledger series, else 0; `touched` whether the open window has changed it.
    """

    __slots__ = ("changed_at", "ends_at", "labels", "pending", "phase", "span", "total", "touched")

    # Law 3: the value before is written at the start of a changed window, for what increase() reads.
    cumulative = True

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

    def merge(self) -> None:
        """Add the open window to the totals."""
        self.total = _finite(self.total + self.pending)
        self.pending = 0.0

    def values(self) -> Values:
        """The totals, one per column of the family."""
        return (self.total,)

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


class Gauge(Series):
    """The last value by offset; a gauge has no value before its first."""

    __slots__ = ()

    cumulative = False

    def take(self, value: float) -> None:
        self.pending = value

    def merge(self) -> None:
        self.total = self.pending


class Histogram(Series):
    """A classic histogram: `counts` per bucket (not cumulative, +Inf last), `total` events, their sum."""

    __slots__ = ("counts", "observed", "sum")

    def __init__(self, span: Span, labels: tuple[str, ...]) -> None:
        super().__init__(span, labels)
        self.counts = [0.0] * (len(span.family.buckets) + 1)
        self.observed: list[float] = []
        self.sum = 0.0

    def take(self, value: float) -> None:
        self.observed.append(value)

    def gain(self) -> float:
        return float(len(self.observed))

    def merge(self) -> None:
        for value in self.observed:
            self.counts[_bucket(self.span.family.buckets, value)] += 1
        self.total += len(self.observed)
        self.sum = _finite(self.sum + sum(self.observed))
        self.observed = []

    def values(self) -> Values:
        """Cumulative buckets up to +Inf, then sum and count."""
        running, cumulative = 0.0, []
        for count in self.counts:
            running += count
            cumulative.append(running)
        return (*cumulative, self.sum, self.total)

    def stored(self) -> state.Series:
        return msgspec.structs.replace(super().stored(), buckets=tuple(self.counts), sum=self.sum)

    def revive(self, stored: state.Series) -> None:
        super().revive(stored)
        self.counts, self.sum = list(stored.buckets), stored.sum


def _bucket(bounds: Sequence[float], value: float) -> int:
    """Index of the first bound that is not below `value` (le is inclusive), len(bounds) for +Inf."""
    return next((i for i, bound in enumerate(bounds) if value <= bound), len(bounds))


def _finite(total: float) -> float:
    """A total that would stop being finite stays at the largest number (law 8)."""
    return total if isfinite(total) else float_info.max


KINDS: Final[dict[str, type[Series]]] = {"counter": Series, "gauge": Gauge, "histogram": Histogram}
