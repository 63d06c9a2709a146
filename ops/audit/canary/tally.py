"""What one partition's canary knows: how many of its beacons count, and what Prometheus should show. Pure."""

from collections import deque
from typing import Final

# Beacons without an answer that are sent again with each round. More than these are not begun: the oldest
# must still be young enough for the collector and for the aggregator's memory of ids (4 h).
MOST_OPEN: Final = 60


class Tally:
    """`acknowledged` beacons count exactly once, `open` ones (no answer yet) at most once.

    Totals are compared as rises over `base`, which is what stood before the first of them.
    """

    def __init__(self) -> None:
        self.acknowledged = 0
        self.open: deque[str] = deque()
        self._base: float | None = None

    def begin(self, identity: str) -> None:
        """Another beacon is to be sent; passed over while too many are open."""
        if len(self.open) < MOST_OPEN:
            self.open.append(identity)

    def acknowledge(self) -> None:
        """The oldest open beacon was answered with 204."""
        self.open.popleft()
        self.acknowledged += 1

    def refuse(self) -> None:
        """The oldest open beacon was refused for good."""
        self.open.popleft()

    def difference(self, shown: float | None, lowest: float | None) -> float:
        """Events too few (below 0) or too many.

        `shown` is the newest total, `lowest` the lowest since before the first beacon (law 3: the total
        before a rise stands in Prometheus too); None where Prometheus has none.
        """
        if self._base is None:
            self._base = lowest
        if shown is None or self._base is None:
            return float(-self.acknowledged)
        rise = shown - self._base
        too_few, too_many = rise - self.acknowledged, rise - self.acknowledged - len(self.open)
        return min(too_few, 0.0) or max(too_many, 0.0)
