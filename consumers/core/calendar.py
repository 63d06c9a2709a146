"""Which series want attention at which grid time."""

from collections.abc import Iterable
from heapq import heappop, heappush

from consumers.core.series import Series


class Calendar:
    """A queue of (grid time, series). Entries of a series that changed meanwhile are simply outdated:
    the reader asks the series again, so nothing is ever taken out early."""

    def __init__(self) -> None:
        self._times: list[int] = []
        self._due: dict[int, dict[Series, None]] = {}

    def put(self, time: int, series: Series) -> None:
        due = self._due.get(time)
        if due is None:
            due = self._due[time] = {}
            heappush(self._times, time)
        due[series] = None

    def first(self) -> int | None:
        """The earliest time with an entry."""
        return self._times[0] if self._times else None

    def take(self, time: int) -> Iterable[Series]:
        """Remove and return the entries of `time`, which must be the earliest."""
        if heappop(self._times) != time:
            raise ValueError(f"{time} is not the earliest entry")
        return self._due.pop(time)
