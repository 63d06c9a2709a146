"""How much of a busy project is told: nobody reads more, and everybody else's stream stays prompt."""

from typing import Final

SHOWN: Final = 50
DETAILED: Final = 40
_SECOND_MS: Final = 1000


class Pace:
    """One project's messages and events by definition in each second of `now_ms`; for one thread."""

    def __init__(self, shown: int = SHOWN, detailed: int = DETAILED) -> None:
        self._most = (shown, detailed)
        self._second = -1
        self._shown, self._detailed = self._most
        self._left_out = 0

    def admits(self, now_ms: int) -> bool:
        """Whether one more message may be made now; if not, it is counted as left out."""
        if now_ms // _SECOND_MS != self._second:
            self._second = now_ms // _SECOND_MS
            self._shown, self._detailed = self._most
        self._shown -= 1
        self._left_out += self._shown < 0
        return self._shown >= 0

    def detailed(self, events: int) -> int:
        """Of how many of the events the definitions may be asked one by one."""
        granted = min(events, self._detailed)
        self._detailed -= granted
        return granted

    def left_out(self) -> int:
        """Messages left out since the last call."""
        count, self._left_out = self._left_out, 0
        return count
