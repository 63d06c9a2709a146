"""The aggregator's loop: read, feed, tick, commit, restore; one thread, nothing hidden behind it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Final

import msgspec
from confluent_kafka import Consumer, Producer

from consumers.aggregate.gauges import Gauges
from consumers.aggregate.holdings import Committed, Holdings
from consumers.aggregate.intake import Intake
from consumers.aggregate.quota_writer import QuotaWriter
from consumers.aggregate.restore import Restore
from consumers.aggregate.ticks import Ticks
from consumers.aggregate.transaction import Transactions
from consumers.core.id_buckets import IdBuckets
from consumers.core.partition import Output
from consumers.core.quotas import Quotas
from consumers.core.rules import Rules
from consumers.kafka import (
    at,
    check_partitions,
    group_consumer,
    plain_producer,
    transactional_producer,
)
from schemas.process.control import ControlReader, Entry
from schemas.process.errors import Retry
from schemas.topics import AGGREGATOR_GROUP, BEACONS, REJECTED, SAMPLES, STATE

log = logging.getLogger(__name__)

GROUP: Final = AGGREGATOR_GROUP
BATCH: Final = 2_000
POLL_SECONDS: Final = 0.1
CONFIRM_EVERY: Final = 0.5
CONFIRMED_WITHIN: Final = 2.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this member is and what it works on."""

    bootstrap: str
    slot: str
    partitions: int
    release: str


class Aggregator:
    """One member of the group. `wall` is Unix milliseconds, `monotonic` seconds."""

    def __init__(
        self,
        identity: Identity,
        wall: Callable[[], int],
        monotonic: Callable[[], float],
        gauges: Gauges,
        make_ids: Callable[[], IdBuckets] = IdBuckets,
        make_transactions: Callable[[Producer, str], Transactions] = Transactions,
    ) -> None:
        bootstrap, slot = identity.bootstrap, identity.slot
        self._identity = identity
        self._wall = wall
        self._monotonic = monotonic
        self._gauges = gauges
        self._make_ids = make_ids
        self._rules = Rules()
        self._quotas = Quotas()
        self._control = ControlReader(bootstrap, f"{slot}-rules", self._apply, monotonic)
        self._consumer = Consumer(group_consumer(bootstrap, GROUP, slot))
        self._transactions = make_transactions(
            Producer(transactional_producer(bootstrap, slot)), identity.release
        )
        plain = Producer(plain_producer(bootstrap, f"{slot}-ticks"))
        self._ticks = Ticks(plain, slot, wall, monotonic)
        self._quota_writer = QuotaWriter(plain, self._quotas, monotonic)
        self._held = Holdings(self._consumer, self._make_restore, self._commit, gauges, monotonic)
        self._intake = Intake(self._held, self._rules, self._commit, wall, gauges)

    def run(self, stop: Event) -> None:
        """Work until `stop` is set, then commit what is closed. Raises Stop when it must not go on."""
        topics = (BEACONS.name, STATE.name, SAMPLES.name, REJECTED.name)
        check_partitions(self._consumer, topics, self._identity.partitions)
        self._transactions.begin()
        self._held.subscribe()
        while not stop.is_set():
            self.step()
        self._commit()
        self._ticks.close()
        self._consumer.close()
        self._control.close()

    def missing(self) -> list[str]:
        """What keeps this member from being ready."""
        stale = ["control is not confirmed"] if self._control.age() > CONFIRMED_WITHIN else []
        return stale + [
            f"partition {number} is restoring" for number in sorted(self._held.restoring)
        ]

    def step(self) -> None:
        """One turn: at most BATCH records, one transaction, one slice of each restore."""
        if not self._rules_are_fresh():
            return
        wait = 0.0 if self._held.restoring else POLL_SECONDS
        self._intake.take(self._consumer.consume(BATCH, wait))
        self._append_ticks()
        self._commit()
        self._quota_writer.write(self._held.owned.values())
        self._held.restore()

    def _apply(self, entry: Entry) -> None:
        self._rules.apply(entry)
        self._quotas.apply(entry)

    def _make_restore(self, number: int, committed: Committed) -> Restore:
        bootstrap = self._identity.bootstrap
        return Restore(number, bootstrap, self._rules, committed, self._make_ids())

    def _rules_are_fresh(self) -> bool:
        """Records are handled only while control's end was confirmed within 2 s (pipeline.md)."""
        if self._control.age() > CONFIRM_EVERY and not self._control.confirm():
            # A pause: while Kafka is away the answer comes at once.
            self._control.poll(POLL_SECONDS)
        return self._control.age() <= CONFIRMED_WITHIN

    def _append_ticks(self) -> None:
        for number, partition in self._held.owned.items():
            _, end = self._consumer.get_watermark_offsets(at(BEACONS.name, number), cached=True)
            self._gauges.partition(number, partition, end)
            if 0 <= end <= partition.next_offset:
                self._gauges.skew(number, self._intake.skews.get(number, 0))
                self._ticks.append(number, partition.due())

    def _commit(self) -> None:
        closed = {n: p.drain() for n, p in self._held.owned.items() if p.has_output()}
        if not closed:
            return
        started = self._monotonic()
        try:
            self._transactions.write(closed, self._consumer)
        except Retry:
            self._gauges.aborted()
            self._held.bring_back(closed)
        else:
            self._gauges.committed(self._monotonic() - started)
            self._tell(closed)

    def _tell(self, committed: dict[int, Output]) -> None:
        """What people should know of a transaction."""
        now = self._wall()
        for output in committed.values():
            if output.blocks:
                self._gauges.closed((now - output.blocks[-1].at) / 1000)
            for parked in output.parked:
                log.error(
                    "project parked: an event could not be evaluated; see docs/operations.md",
                    extra=msgspec.structs.asdict(parked),
                )
