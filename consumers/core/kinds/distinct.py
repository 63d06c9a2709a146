"""Distinct counts: how many different visitors, or values of a property, a UTC window has seen so far.

12:00                12:05                12:10
|----1--2-----4------|---1--------3-------|      running value of window="5m"
                     0                    0      2 ms after the boundary
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from consumers.core.family import Span
from consumers.core.series import Series, Values
from consumers.core.sketches.hyperloglog import HyperLogLog
from consumers.core.windows import DAY
from schemas.records import state

LENGTHS: Final = {"5m": 300_000, "1h": 3_600_000, "1d": DAY}
# Stands for the hash of whoever cannot be told from others.
UNIDENTIFIED: Final = -1


class Tumbling:
    """The count of the newest window that saw an event. `number` counts windows of `length` ms."""

    __slots__ = ("length", "number", "sketch", "value")

    def __init__(self, length: int) -> None:
        self.length = length
        self.number = -1
        self.sketch = HyperLogLog()
        self.value = 0.0

    def add(self, start: int, hashes: Iterable[int]) -> None:
        """Take in what the 5 s window that began at `start` has seen."""
        if start // self.length != self.number:
            self.number, self.sketch = start // self.length, HyperLogLog()
        for hashed in hashes:
            self.sketch.add(hashed)
        self.value = self.sketch.count()

    def at(self, time: int) -> float:
        """The count at grid time `time`; at a boundary that of the window that ends there."""
        return self.value if (time - 1) // self.length == self.number else 0.0

    def boundary(self) -> int:
        """When the window ends."""
        return (self.number + 1) * self.length


class Distinct(Series):
    """`fresh` are the hashes of the open window; `total` and `pending` count the unidentified."""

    __slots__ = ("fresh", "windows")

    def __init__(self, span: Span, labels: tuple[str, ...]) -> None:
        super().__init__(span, labels)
        lengths = [LENGTHS[column.extra] for column in span.family.columns if column.extra]
        self.windows = tuple(Tumbling(length) for length in lengths)
        self.fresh: set[int] = set()

    def take(self, value: float) -> None:
        """`value` is a hash of 64 bits, or UNIDENTIFIED."""
        if value == UNIDENTIFIED:
            self.pending += 1
        else:
            self.fresh.add(int(value))

    def merge(self, start: int) -> bool:
        hashes = sorted(self.fresh)
        for window in self.windows:
            window.add(start, hashes)
        self.fresh = set()
        return super().merge(start)

    def before(self) -> Values:
        return (*[None] * len(self.windows), self.total)

    def values(self, time: int) -> Values:
        return (*[window.at(time) for window in self.windows], self.total)

    def zeros(self, time: int) -> Values | None:
        ending = [window.value > 0 and window.boundary() == time for window in self.windows]
        return (*[0.0 if ends else None for ends in ending], None) if any(ending) else None

    def next_due(self, after: int) -> int:
        """Counts that are not 0 also want to be told that they begin anew."""
        latest = max(after, self.changed_at)
        boundaries = [window.boundary() for window in self.windows if window.value > 0]
        return min([super().next_due(after), *(time for time in boundaries if time > latest)])

    def stored(self) -> state.Series:
        counts = tuple(
            state.Count(w.number * w.length, w.sketch.hashes.tobytes(), bytes(w.sketch.registers))
            for w in self.windows
        )
        return msgspec.structs.replace(super().stored(), counts=counts)

    def revive(self, stored: state.Series) -> None:
        super().revive(stored)
        for window, count in zip(self.windows, stored.counts, strict=True):
            window.number = count.at // window.length
            window.sketch = HyperLogLog(count.hashes, count.registers)
            window.value = window.sketch.count()
