"""What was acknowledged, and therefore has to be counted, once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from ops.chaos.beacons import Beacon


@dataclass(frozen=True, slots=True)
class Expected:
    """`views` by path; the other figures are events. `least_accepted`: what was answered with 204."""

    views: Counter[str]
    bots: int
    unmatched: int
    least_accepted: int


class Ledger:
    """The acknowledged beacons of one run by id; for many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._acknowledged: dict[str, Beacon] = {}
        self._answers: Counter[str] = Counter()

    def acknowledge(self, beacon: Beacon) -> None:
        """It was answered with 204; the first such answer makes it count, each further one must not."""
        with self._lock:
            self._acknowledged[beacon.id] = beacon
            self._answers[beacon.id] += 1

    def __len__(self) -> int:
        """How many different beacons were acknowledged."""
        with self._lock:
            return len(self._acknowledged)

    def repeated(self) -> int:
        """How many answers went to beacons that had been acknowledged before."""
        with self._lock:
            return self._answers.total() - len(self._answers)

    def expected(self) -> Expected:
        with self._lock:
            sent = dict(self._acknowledged)
            accepted = sum(sent[i].events * count for i, count in self._answers.items())
        return expected(sent.values(), accepted)


def expected(acknowledged: Iterable[Beacon], accepted: int) -> Expected:
    """What these beacons count for, each once."""
    beacons = tuple(acknowledged)
    views = Counter(beacon.path for beacon in beacons if not beacon.is_bot)
    bots = sum(beacon.events for beacon in beacons if beacon.is_bot)
    unmatched = sum(beacon.unmatched for beacon in beacons if not beacon.is_bot)
    return Expected(views, bots, unmatched, accepted)
