"""Events that are accepted and not yet counted: past the aggregator's committed offset."""

from collections import Counter, deque
from collections.abc import Mapping
from itertools import zip_longest
from typing import Final, NamedTuple

# Beyond so many entries neighbours are joined: counts then fall in steps, but nothing grows.
MOST: Final = 20_000

Place = tuple[str, str]


class _Stretch(NamedTuple):
    """Events by (org, project) in the records before offset `end`, from where the last one ended."""

    end: int
    events: Counter[Place]


class Waiting:
    """For one thread. Partitions by number, offsets of topic `beacons`.

    `events`: by (org, project), those that wait; exact up to 20,000 records a partition.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._stretches: dict[int, deque[_Stretch]] = {}
        self._committed: dict[int, int] = {}
        self.events: Counter[Place] = Counter()

    def note(self, partition: int, offset: int, place: Place, events: int) -> None:
        """A record of so many events stands at `offset`."""
        if offset < self._committed.get(partition, 0):
            return
        stretches = self._stretches.setdefault(partition, deque())
        stretches.append(_Stretch(offset + 1, Counter({place: events})))
        self.events[place] += events
        if len(stretches) > self._most:
            self._stretches[partition] = _joined(stretches)

    def commit(self, committed: Mapping[int, int]) -> None:
        """The aggregator has counted everything before these offsets, by partition."""
        self._committed.update(committed)
        for partition, offset in committed.items():
            stretches = self._stretches.get(partition, deque())
            while stretches and stretches[0].end <= offset:
                self._forget(stretches.popleft())

    def _forget(self, counted: _Stretch) -> None:
        self.events.subtract(counted.events)
        for place in [place for place in counted.events if not self.events[place]]:
            del self.events[place]


def _joined(stretches: deque[_Stretch]) -> deque[_Stretch]:
    """Each two neighbours as one."""
    found, ordered = deque[_Stretch](), list(stretches)
    for first, second in zip_longest(ordered[::2], ordered[1::2]):
        both = first.events + second.events if second else first.events
        found.append(_Stretch(second.end if second else first.end, both))
    return found
