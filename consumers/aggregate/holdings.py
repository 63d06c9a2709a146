"""The partitions a member holds: those that count, and those on their way back from `state`."""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from consumers.aggregate.gauges import Gauges
from consumers.aggregate.restore import Restore
from consumers.core.partition import Partition
from consumers.kafka import at
from schemas.topics import BEACONS

log = logging.getLogger(__name__)

ASK_SECONDS: Final = 10.0

Committed = Callable[[int], int | None]


class Holdings:
    """What the group has given to this member. Called from the consumer's thread only.

    `commit` writes what has closed, before partitions are given up in good order. `make` begins a
    restore of a partition, given how to ask for its committed offset.
    """

    def __init__(
        self,
        consumer: Consumer,
        make: Callable[[int, Committed], Restore],
        commit: Callable[[], None],
        gauges: Gauges,
        monotonic: Callable[[], float],
    ) -> None:
        self._consumer = consumer
        self._make = make
        self._commit = commit
        self._gauges = gauges
        self._monotonic = monotonic
        self._gaps: dict[int, int] = {}
        self.owned: dict[int, Partition] = {}
        self.restoring: dict[int, Restore] = {}

    def subscribe(self) -> None:
        """Join the group; partitions come and go inside the consumer's `consume` and `close`."""
        self._consumer.subscribe(
            [BEACONS.name],
            on_assign=self._on_assign,
            on_revoke=self._on_revoke,
            on_lost=self._on_lost,
        )

    def is_next(self, number: int, offset: int, partition: Partition) -> bool:
        """Whether this is the partition's next record. Behind: a leftover of before a seek. Ahead: read
        again once, since only records that are no longer in the log may be passed over."""
        if offset <= partition.next_offset:
            return offset == partition.next_offset
        if self._gaps.get(number) == offset:
            log.warning(
                "partition %d: nothing between %d and %d", number, partition.next_offset, offset
            )
            return True
        self._gaps[number] = offset
        self._consumer.seek(at(BEACONS.name, number, partition.next_offset))
        return False

    def bring_back(self, numbers: Iterable[int]) -> None:
        """Forget what memory holds of these partitions and restore them from `state` (ADR 2)."""
        for number in list(numbers):
            self._drop(number)
            self._consumer.pause([at(BEACONS.name, number)])
            self.restoring[number] = self._make(number, self._committed)
            self._gauges.restoring(number, self._monotonic())

    def restore(self) -> None:
        """One slice of each restore; a partition that is complete counts from then on."""
        for number, restore in list(self.restoring.items()):
            partition = restore.step()
            if partition is None:
                continue
            self._drop(number)
            self.owned[number] = partition
            self._consumer.seek(at(BEACONS.name, number, partition.next_offset))
            self._consumer.resume([at(BEACONS.name, number)])
            self._gauges.restored(number, self._monotonic())
            log.info("partition %d restored", number, extra={"next_offset": partition.next_offset})

    def _drop(self, number: int) -> None:
        self.owned.pop(number, None)
        self._gaps.pop(number, None)
        if restore := self.restoring.pop(number, None):
            restore.close()

    def _committed(self, number: int) -> int | None:
        """The group's stable committed offset (KIP-447), None if there is none."""
        (found,) = self._consumer.committed([at(BEACONS.name, number)], timeout=ASK_SECONDS)
        return found.offset if found.offset >= 0 else None

    def _on_assign(self, consumer: Consumer, assigned: list[TopicPartition]) -> None:
        numbers = [tp.partition for tp in assigned]
        log.info("assigned", extra={"partitions": numbers})
        consumer.incremental_assign([at(BEACONS.name, n, OFFSET_BEGINNING) for n in numbers])
        self.bring_back(numbers)

    def _on_revoke(self, consumer: Consumer, revoked: list[TopicPartition]) -> None:
        self._commit()
        self._on_lost(consumer, revoked)

    def _on_lost(self, consumer: Consumer, lost: list[TopicPartition]) -> None:
        log.info("given up", extra={"partitions": [tp.partition for tp in lost]})
        for tp in lost:
            self._drop(tp.partition)
        consumer.incremental_unassign(lost)
