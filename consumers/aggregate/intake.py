"""Records of `beacons` on their way to their partitions, in the order of the log."""

import logging
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Final

from confluent_kafka import Message

from consumers.aggregate.codec import decode_beacon
from consumers.aggregate.gauges import Gauges
from consumers.aggregate.holdings import Holdings
from consumers.core.partition import Partition
from consumers.core.rules import Rules
from consumers.kafka import usable
from schemas.process.errors import Stop
from schemas.records.beacons import Record, Tick

log = logging.getLogger(__name__)

MAX_LEAD_MS: Final = 300_000
MAX_UNDECODABLE: Final = 1_000


class Intake:
    """Hands records to the partitions of `held`; `commit` makes room in one whose output is full.

    `wall` is Unix milliseconds. `skews` is, by partition, how far the broker's clock was ahead of it.
    """

    def __init__(
        self,
        held: Holdings,
        rules: Rules,
        commit: Callable[[], None],
        wall: Callable[[], int],
        gauges: Gauges,
    ) -> None:
        self._held = held
        self._rules = rules
        self._commit = commit
        self._wall = wall
        self._gauges = gauges
        self._undecodable = 0
        self.skews: dict[int, int] = {}

    def take(self, messages: Iterable[Message]) -> None:
        """Handle what the consumer gave. Messages of partitions not owned (any more) are dropped.

        Raises Stop when the broker's clock or a writer of the topic is broken, or as `usable` does.
        """
        now = self._wall()
        good = (m for m in messages if m.error() is None or usable(m))
        # A fetch holds many records of a partition in a row: they share what is looked up here.
        for number, run in groupby(good, Message.partition):
            partition = self._held.owned.get(number or 0)
            if partition is not None:
                self._feed(number or 0, partition, run, now)

    def _feed(self, number: int, partition: Partition, run: Iterable[Message], now: int) -> None:
        held, rules = self._held, self._rules
        handled = ticks = 0
        for message in run:
            offset = message.offset() or 0
            if offset != partition.next_offset and not held.is_next(number, offset, partition):
                continue
            if rules.is_skipped(number, offset):
                log.warning("skipped as control says", extra=_place(number, offset))
                partition.skip(offset)
                continue
            appended_at = message.timestamp()[1]
            if appended_at > now + MAX_LEAD_MS:
                raise Stop("the broker's clock leads by more than 5 minutes")
            record = decode_beacon(message.value())
            if record is None:
                self._set_aside(number, offset, partition)
                continue
            self.skews[number] = appended_at - now
            handled += 1
            ticks += type(record) is Tick
            if not partition.feed(offset, appended_at, record) and not self._feed_again(
                number, partition, offset, appended_at, record
            ):
                break
        self._gauges.handled(handled - ticks, ticks)

    def _feed_again(
        self, number: int, partition: Partition, offset: int, at: int, record: Record
    ) -> bool:
        """Make room in a partition whose output is full, and hand it the record again. False when its
        transaction was aborted: it will be restored, and this record read again."""
        while True:
            self._commit()
            if self._held.owned.get(number) is not partition:
                return False
            if partition.feed(offset, at, record):
                return True

    def _set_aside(self, number: int, offset: int, partition: Partition) -> None:
        self._undecodable += 1
        self._gauges.undecodable()
        log.error("undecodable record", extra=_place(number, offset))
        if self._undecodable > MAX_UNDECODABLE:
            raise Stop(f"more than {MAX_UNDECODABLE} undecodable records: a writer is broken")
        partition.skip(offset)


def _place(number: int, offset: int) -> dict[str, int]:
    return {"partition": number, "offset": offset}
