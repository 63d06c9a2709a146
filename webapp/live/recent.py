"""The last records of each project, kept for whoever begins to look. No Kafka and no clock in here."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from webapp.live.watch import Seen

RECORDS: Final = 50
# Of all projects together; those that were heard of longest ago are forgotten first.
BYTES: Final = 32 * 1024 * 1024


class Kept(NamedTuple):
    """One record as it stands on `topic`."""

    topic: str
    seen: Seen
    value: bytes


class Recent:
    """For one thread: up to 50 records of each project. What belongs to one is given for its id alone."""

    def __init__(self, records: int = RECORDS, size: int = BYTES) -> None:
        self._records = records
        self._size = size
        self._held = 0
        self._kept: OrderedDict[str, deque[Kept]] = OrderedDict()

    def keep(self, project: str, record: Kept) -> None:
        """Keep the newest record of the project; its oldest is forgotten when there are too many."""
        kept = self._kept.setdefault(project, deque())
        self._kept.move_to_end(project)
        kept.append(record)
        self._held += len(record.value)
        if len(kept) > self._records:
            self._held -= len(kept.popleft().value)
        while self._held > self._size:
            self._forget_oldest()

    def of(self, project: str) -> Iterator[Kept]:
        """What is kept of the project, newest first."""
        return reversed(self._kept.get(project, ()))

    def _forget_oldest(self) -> None:
        _, kept = self._kept.popitem(last=False)
        self._held -= sum(len(record.value) for record in kept)
