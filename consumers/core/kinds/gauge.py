"""Gauges: the last value by offset; none before the first."""

from consumers.core.series import Series, Values


class Gauge(Series):
    __slots__ = ()

    def take(self, value: float) -> None:
        self.pending = value

    def merge(self, start: int) -> bool:
        self.total = self.pending
        return False

    def before(self) -> Values | None:
        return None
