"""The aggregator's group as the driver asks and changes it, insisting while Kafka comes back."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from ops.chaos import broker
from ops.chaos.system import FIRST, FURTHER, System

COMES_BACK_S: Final = 180.0
_AGAIN_S: Final = 0.5
# A commit that was on its way comes through, or its transaction waits for its producer.
_STILL_S: Final = 0.3

T = TypeVar("T")


class Group:
    """Every call may wait for COMES_BACK_S, and then raises NeverError."""

    def __init__(self, system: System) -> None:
        self._system = system

    def owned(self, slot: str) -> list[int]:
        """The partitions that `slot` has, once it has some."""
        found = list[int]()

        def has_some() -> bool:
            found[:] = self._insist(broker.owners).get(slot, [])
            return bool(found)

        self._system.wait(f"{slot} to own a partition", has_some, COMES_BACK_S)
        return found

    def members(self) -> list[str]:
        """The slots that own something now and run."""
        owners = self._insist(broker.owners)
        return [slot for slot in (FIRST, *self._system.further) if owners.get(slot)]

    def step_back(self, partition: int, by_ms: int) -> None:
        self._insist(partial(broker.step_back, partition=partition, by_ms=by_ms))

    def put(self, partition: int, offset: int) -> None:
        """Commit `offset` of `partition`, whoever owns it."""
        self._insist(partial(broker.put_committed, partition=partition, offset=offset))

    def put_behind(self, partition: int, by: int) -> int:
        """Put the committed offset of `partition`, whose owner stands still, back by `by`; the right one."""
        time.sleep(_STILL_S)
        right = self.committed(partition)
        self.put(partition, right - by)
        return right

    def committed(self, partition: int) -> int:
        self._system.pause(_AGAIN_S)
        return self._insist(partial(broker.committed, partition=partition))

    def refuses(self, partition: int) -> Callable[[], bool]:
        """Whether a member has refused to begin with that partition since now: told by its log."""
        words = f"partition {partition}: checkpoint ".encode()
        logs = [self._system.log(slot) for slot in (FIRST, *FURTHER)]
        sizes = {log: len(_read(log)) for log in logs}
        return lambda: any(words in _read(log)[size:] for log, size in sizes.items())

    def _insist(self, ask: Callable[[str], T]) -> T:
        """What `ask` gives for the bootstrap servers; Kafka may be on its way back from a kill."""
        answers = list[T]()

        def is_answered() -> bool:
            try:
                answers.append(ask(self._system.stack.bootstrap))
            except broker.TROUBLE:
                return False
            return True

        self._system.wait("Kafka to answer", is_answered, COMES_BACK_S)
        return answers[-1]


def _read(log: Path) -> bytes:
    return log.read_bytes() if log.exists() else b""
