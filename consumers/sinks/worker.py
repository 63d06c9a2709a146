"""The sink's loop: read committed samples, write them, and only then move the offset."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Final

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Message, TopicPartition
from prometheus_client import Histogram

from consumers.kafka import at, check_partitions, group_consumer, usable
from consumers.sinks.destination import Destination
from schemas.process.errors import Retry, Stop
from schemas.records.samples import Block
from schemas.topics import SAMPLES

log = logging.getLogger(__name__)

BATCH: Final = 500
POLL_SECONDS: Final = 0.1
MAX_PAUSE: Final = 30.0
ASK_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sink reads. `rewind` is a time (Unix ms) from which everything is written once more;
    `visible` is told how old the newest sample was when it was accepted."""

    bootstrap: str
    partitions: int
    wall: Callable[[], int]
    rewind: int | None = None
    visible: Histogram | None = None


class Sink:
    """Samples to one destination; its position is that of group `sink-<name>`."""

    def __init__(self, source: Source, destination: Destination) -> None:
        self.name = destination.name
        self._source = source
        self._destination = destination
        group = f"sink-{destination.name}"
        self._consumer = Consumer(group_consumer(source.bootstrap, group, group))
        self._decoder: msgspec.json.Decoder[Block] = msgspec.json.Decoder(Block)
        self._rewound: set[int] = set()
        self._written: dict[int, int] = {}
        self._is_checked = False

    def missing(self) -> list[str]:
        """What keeps the sink from being ready."""
        return [] if self._is_checked else [f"{self.name} has not been checked"]

    def run(self, stop: Event) -> None:
        """Work until `stop` is set. Raises Stop for what only a person can change."""
        check_partitions(self._consumer, (SAMPLES.name,), self._source.partitions)
        self._persist(self._destination.check, stop)
        self._is_checked = True
        self._consumer.subscribe([SAMPLES.name], on_assign=self._on_assign)
        while not stop.is_set():
            messages = [m for m in self._consumer.consume(BATCH, POLL_SECONDS) if usable(m)]
            fresh = [m for m in messages if not self._is_known(m)]
            self._destination.remember(self._blocks([m for m in messages if self._is_known(m)]))
            if fresh:
                self._persist(partial(self._deliver, fresh), stop)
        self._consumer.close()
        self._destination.close()

    def _is_known(self, message: Message) -> bool:
        """Whether the group's position is past it: it is read only for what the destination remembers."""
        return (message.offset() or 0) < self._written.get(message.partition() or 0, 0)

    def _blocks(self, messages: Sequence[Message]) -> list[Block]:
        return [self._decoder.decode(m.value() or b"") for m in messages]

    def _deliver(self, messages: Sequence[Message]) -> None:
        blocks = self._blocks(messages)
        self._destination.write(blocks)
        if self._source.visible:
            newest = max(block.at for block in blocks)
            seconds = max(0, self._source.wall() - newest) / 1000
            self._source.visible.labels(self.name).observe(seconds)
        self._move(messages)

    def _move(self, messages: Sequence[Message]) -> None:
        ends = {(m.topic() or "", m.partition() or 0): (m.offset() or 0) + 1 for m in messages}
        offsets = [
            TopicPartition(topic, number, offset) for (topic, number), offset in ends.items()
        ]
        try:
            self._consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            if error.args[0].fatal():
                raise Stop(f"the sink's offset cannot move: {error}") from error
            # The samples will be sent once more, which every destination accepts as the same.
            log.warning("the sink's offset did not move: %s", error)

    def _persist(self, act: Callable[[], None], stop: Event) -> None:
        """Repeat `act` while it asks for it, pausing as told or ever longer, at most 30 s."""
        pause = 0.5
        while not stop.is_set():
            try:
                act()
                return
            except Retry as retry:
                log.warning("%s", retry)
                stop.wait(max(retry.after, pause))
                pause = min(2 * pause, MAX_PAUSE)

    def _on_assign(self, consumer: Consumer, assigned: list[TopicPartition]) -> None:
        """Begin at the earliest offset where the group has none; go on where it has, or as far before
        as a rewind or the destination's memory asks for."""
        found = consumer.committed(assigned, timeout=ASK_SECONDS)
        for tp in found:
            if tp.offset < 0:
                tp.offset = OFFSET_BEGINNING
                continue
            if self._source.rewind is not None and tp.partition not in self._rewound:
                tp.offset = self._no_later(tp, self._source.rewind)
                log.warning("rewound", extra={"partition": tp.partition, "offset": tp.offset})
            self._written[tp.partition] = tp.offset
            if self._destination.memory:
                since = self._source.wall() - self._destination.memory
                tp.offset = self._no_later(tp, since)
        self._rewound.update(tp.partition for tp in found)
        consumer.incremental_assign(found)

    def _no_later(self, tp: TopicPartition, time: int) -> int:
        """The offset of the first record appended at `time` (ms) or later, but not past `tp`'s."""
        asked = [at(tp.topic, tp.partition, time)]
        (answered,) = self._consumer.offsets_for_times(asked, timeout=ASK_SECONDS)
        return int(min(answered.offset, tp.offset)) if answered.offset >= 0 else int(tp.offset)
