"""A bounded sample of what did not count, for topic `rejected` and the live view."""

from typing import Final

from schemas.records.beacons import Beacon
from schemas.records.rejected import Rejection

KEPT: Final = 10


class Refusals:
    """The first 10 per project, result and reason of each window; the ledger counts all of them."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str, str], int] = {}
        self._open: list[Rejection] = []
        self._closed: list[Rejection] = []

    def note(
        self,
        beacon: Beacon,
        offset: int,
        window: int,
        result: str,
        event: str = "",
        reason: str = "",
    ) -> None:
        place = (beacon.project_id, result, reason)
        noted = self._noted.get(place, 0)
        if noted >= KEPT:
            return
        self._noted[place] = noted + 1
        self._open.append(
            Rejection(
                beacon.project_id, beacon.key_id, beacon.id, offset, window, result, event, reason
            )
        )

    def close_window(self) -> None:
        self._closed += self._open
        self._open = []
        self._noted.clear()

    def take(self) -> list[Rejection]:
        """Those of closed windows, once."""
        taken, self._closed = self._closed, []
        return taken
