"""Classic histograms: cumulative buckets, sum and count."""

from bisect import bisect_left
from itertools import accumulate

import msgspec

from consumers.core.family import Span
from consumers.core.kinds.observing import Observing
from consumers.core.series import Values
from schemas.records import state


class Histogram(Observing):
    """`counts` per bucket are not cumulative; the last is +Inf's."""

    __slots__ = ("counts",)

    def __init__(self, span: Span, labels: tuple[str, ...]) -> None:
        super().__init__(span, labels)
        self.counts = [0.0] * (len(span.family.buckets) + 1)

    def merge(self, start: int) -> bool:
        bounds = self.span.family.buckets
        for value in self.observed:
            # The first bound that is not below the value: le is inclusive.
            self.counts[bisect_left(bounds, value)] += 1
        return super().merge(start)

    def before(self) -> Values:
        return (*accumulate(self.counts), self.sum, self.total)

    def values(self, time: int) -> Values:
        return self.before()

    def stored(self) -> state.Series:
        return msgspec.structs.replace(super().stored(), buckets=tuple(self.counts))

    def revive(self, stored: state.Series) -> None:
        super().revive(stored)
        self.counts = list(stored.buckets)
