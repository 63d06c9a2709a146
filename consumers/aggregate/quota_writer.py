"""Telling the collectors whose quota is used up: `quota:<project>` on topic `control`.

After the commit, not in it: the collectors must know within seconds, and what a crash keeps from being
written the next owner writes, because it compares too. An owner that does not know yet that it is none may
write what is outdated; the new one sees that on `control` and corrects it.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Final

import msgspec
from confluent_kafka import Producer

from consumers.aggregate.codec import encode
from consumers.core.partition import Partition
from consumers.core.quotas import Due, Quotas
from schemas.records.control import REVISION_HEADER
from schemas.topics import CONTROL

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 1.0


class QuotaWriter:
    """`monotonic` is seconds."""

    def __init__(self, producer: Producer, quotas: Quotas, monotonic: Callable[[], float]) -> None:
        self._producer = producer
        self._quotas = quotas
        self._monotonic = monotonic
        self._next = float("-inf")

    def write(self, committed: Iterable[Partition]) -> None:
        """Append what is due of partitions whose closed windows are committed. Does not block.

        Once a second at most: what Kafka does not take, or `control` does not show yet, is due again.
        """
        now = self._monotonic()
        if now < self._next:
            return
        self._next = now + EVERY_SECONDS
        for partition in committed:
            for due in self._quotas.due(partition.used, partition.clock):
                self._append(due)

    def _append(self, due: Due) -> None:
        log.info("quota", extra=msgspec.structs.asdict(due.quota))
        try:
            self._producer.produce(
                CONTROL.name,
                encode(due.quota),
                due.quota.key,
                partition=0,
                headers={REVISION_HEADER: str(due.revision)},
            )
        except BufferError:
            return
        self._producer.poll(0)
