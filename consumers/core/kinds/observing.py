"""What histograms and summaries share: a sum and a number of the values they observed."""

import msgspec

from consumers.core.family import Span
from consumers.core.series import Series, finite
from schemas.records import state


class Observing(Series):
    """`total` is the number of values, `sum` their sum, `observed` those of the open window."""

    __slots__ = ("observed", "sum")

    def __init__(self, span: Span, labels: tuple[str, ...]) -> None:
        super().__init__(span, labels)
        self.observed: list[float] = []
        self.sum = 0.0

    def take(self, value: float) -> None:
        self.observed.append(value)

    def gain(self) -> float:
        return float(len(self.observed))

    def merge(self, start: int) -> bool:
        self.total += len(self.observed)
        whole = self.sum + sum(self.observed)
        self.sum = finite(whole)
        self.observed = []
        return self.sum != whole

    def stored(self) -> state.Series:
        return msgspec.structs.replace(super().stored(), sum=self.sum)

    def revive(self, stored: state.Series) -> None:
        super().revive(stored)
        self.sum = stored.sum
