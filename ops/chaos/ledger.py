"""What was acknowledged, and therefore has to be counted, once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from ops.chaos.beacons import Beacon

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """`views` by project and path; `events` by project and result of the ledger, as far as they are
    known; `least_accepted`, by project: events of what was answered with 204."""

    views: Counter[Place] = field(default_factory=Counter)
    events: Counter[Place] = field(default_factory=Counter)
    least_accepted: Counter[str] = field(default_factory=Counter)


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
            answers = dict(self._answers)
        return expected(sent.values(), answers)


def expected(acknowledged: Iterable[Beacon], answers: dict[str, int]) -> Expected:
    """What these beacons count for, each once; `answers` by id is how often each was answered."""
    wanted = Expected()
    for beacon in acknowledged:
        project = beacon.project
        wanted.least_accepted[project] += beacon.events * answers[beacon.id]
        if beacon.is_bot:
            wanted.events[project, "bot"] += beacon.events
            continue
        wanted.views[project, beacon.path] += 1
        wanted.events[project, "counted"] += 1 + beacon.orders
        wanted.events[project, "unmatched"] += beacon.unmatched
    return wanted
