"""How many beacons are in flight: written to the collector, not yet answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final

_LOOK_S: Final = 5.0


class Flight:
    """Counts for many threads; `strike` acts while none of them can land."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._count = 0

    @contextmanager
    def aloft(self) -> Iterator[None]:
        """One beacon, from its last byte written until its answer was read or its connection died."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def strike(self, at_least: int, act: Callable[[], None]) -> int:
        """Wait for `at_least` beacons in flight, then act; how many there were, 0 if too few came."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._count >= at_least, _LOOK_S):
                return 0
            act()
            return self._count

    def _add(self, change: int) -> None:
        with self._changed:
            self._count += change
            self._changed.notify_all()
