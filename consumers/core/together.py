"""Counters that count the same events: one addition for all of them until the window closes."""

from consumers.core.series import Series


class Together:
    """What the plain definitions of a project count the events of one context in.

    `pending` are the events of the open window that are not yet added to each of `counters`.
    """

    __slots__ = ("counters", "pending")

    def __init__(self, counters: tuple[Series, ...]) -> None:
        self.counters = counters
        self.pending = 0

    def settle(self) -> None:
        """Add the pending events to each counter."""
        for series in self.counters:
            series.take(float(self.pending))
        self.pending = 0
