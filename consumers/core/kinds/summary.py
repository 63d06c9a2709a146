"""Summaries: quantiles of the newest 10 minutes, beside a sum and count since birth.

 slot  n-4     n-3     n-2     n-1      n
|-------|-------|-------|-------|---->..|      5 slots of 2 minutes; the newest fills up
        '------ what the quantiles at time ^ say
"""

from typing import Final

import msgspec

from consumers.core.family import Span
from consumers.core.kinds.observing import Observing
from consumers.core.series import Values
from consumers.core.sketches.ddsketch import Bins, add, merged, quantiles
from schemas.records import state

SLOT: Final = 120_000
SLOTS: Final = 5


class Summary(Observing):
    """`slots` are the bins of values by number of the slot, rising, at most SLOTS of them."""

    __slots__ = ("slots",)

    def __init__(self, span: Span, labels: tuple[str, ...]) -> None:
        super().__init__(span, labels)
        self.slots: dict[int, Bins] = {}

    def merge(self, start: int) -> bool:
        number = start // SLOT
        self.slots = {n: bins for n, bins in self.slots.items() if n > number - SLOTS}
        bins = self.slots.setdefault(number, {})
        for value in self.observed:
            add(bins, value)
        return super().merge(start)

    def before(self) -> Values:
        return (*[None] * len(self.span.family.quantiles), self.sum, self.total)

    def values(self, time: int) -> Values:
        """Quantiles are absent once all slots are too old."""
        oldest = (time - 1) // SLOT - SLOTS + 1
        bins = merged(bins for number, bins in self.slots.items() if number >= oldest)
        if not bins:
            return self.before()
        return (*quantiles(bins, self.span.family.quantiles), self.sum, self.total)

    def stored(self) -> state.Series:
        slots = (state.Slot(n * SLOT, dict(sorted(bins.items()))) for n, bins in self.slots.items())
        return msgspec.structs.replace(super().stored(), slots=tuple(slots))

    def revive(self, stored: state.Series) -> None:
        super().revive(stored)
        self.slots = {slot.at // SLOT: slot.bins for slot in stored.slots}
