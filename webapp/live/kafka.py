"""The live process' Kafka: a consumer that belongs to no group, and where the aggregator stands."""

import logging
from collections.abc import Iterable, Mapping
from typing import Final

from confluent_kafka import OFFSET_END, Consumer, KafkaException, Message, TopicPartition

from schemas.process.errors import Retry, Stop
from schemas.process.kafka import Config, client
from schemas.topics import AGGREGATOR_GROUP, BEACONS, REFUSED, REJECTED

log = logging.getLogger(__name__)

_ASK_SECONDS: Final = 3.0
# So many records of each partition are read again at the start, for who asks what was last.
_TAIL: Final = 1_000


def settings(bootstrap: str, client_id: str, group: str) -> Config:
    """librdkafka's configuration; nothing is ever committed, so `group` is only a name."""
    return {
        **client(bootstrap, client_id),
        "logger": log,
        "group.id": group,
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 100,
        "queued.max.messages.kbytes": 16_384,
    }


class Topics:
    """Reads `beacons` from where the aggregator stands, and of all three topics the last records before.

    One thread.
    """

    def __init__(self, bootstrap: str, client_id: str, partitions: int) -> None:
        self._partitions = partitions
        self._consumer = Consumer(settings(bootstrap, client_id, client_id))
        # Never joins the group: it only asks for the group's offsets.
        self._group = Consumer(settings(bootstrap, f"{client_id}-group", AGGREGATOR_GROUP))
        self._began: dict[int, int] = {}

    def begin(self) -> dict[int, int]:
        """Start reading; the ends of `beacons` by partition at this moment. Raises Retry, Stop."""
        self._check()
        committed = self.committed()
        numbers = range(self._partitions)
        ends = {n: self._end(BEACONS.name, n) for n in numbers}
        began = {n: min(_tail(end), committed.get(n, 0)) for n, end in ends.items()}
        places = [_at(BEACONS.name, n, offset) for n, offset in began.items()]
        for name in (REFUSED.name, REJECTED.name):
            places += [_at(name, n, _tail(self._end(name, n))) for n in numbers]
        self._consumer.assign(places)
        self._began = began
        return ends

    def committed(self) -> dict[int, int]:
        """The aggregator's committed offsets by partition, where there is one. Raises Retry."""
        asked = [_at(BEACONS.name, number) for number in range(self._partitions)]
        try:
            answered: Iterable[TopicPartition] = self._group.committed(asked, timeout=_ASK_SECONDS)
        except KafkaException as error:
            raise Retry(f"kafka: {error.args[0].str()}", 1.0) from error
        return {place.partition: place.offset for place in answered if place.offset >= 0}

    def consume(self, most: int, timeout: float) -> list[Message]:
        """Messages without an error that arrive in time; passing errors are the client's to mend."""
        messages = self._consumer.consume(most, timeout)
        return [message for message in messages if message.error() is None]

    def has_read(self, ends: Mapping[int, int]) -> bool:
        """Whether `beacons` was read up to these ends. Positions are unknown until the first record."""
        places = self._consumer.position([_at(BEACONS.name, number) for number in ends])
        at = {place.partition: place.offset for place in places}
        return all(self._began.get(n, 0) >= end or at[n] >= end for n, end in ends.items())

    def close(self) -> None:
        self._consumer.close()
        self._group.close()

    def _end(self, topic: str, partition: int) -> int:
        """The offset after the newest record; 0 where there is none to read."""
        place = _at(topic, partition)
        try:
            first, end = self._consumer.get_watermark_offsets(place, timeout=_ASK_SECONDS)
            return int(end) if first < end else 0
        except KafkaException as error:
            raise Retry(f"kafka: {error.args[0].str()}", 1.0) from error

    def _check(self) -> None:
        try:
            # Without a name: asking for one topic may create it.
            topics = self._consumer.list_topics(timeout=_ASK_SECONDS).topics
        except KafkaException as error:
            raise Retry(f"kafka: {error.args[0].str()}", 1.0) from error
        for topic in (BEACONS, REFUSED, REJECTED):
            if topic.name not in topics:
                raise Retry(f"topic {topic.name} does not exist: run `python -m ops topics`", 1.0)
            count = len(topics[topic.name].partitions)
            if count != self._partitions:
                raise Stop(
                    f"topic {topic.name} has {count} partitions, "
                    f"TALLY_PARTITIONS says {self._partitions}"
                )


def _tail(end: int) -> int:
    """Where the last records before an end begin. An offset that is no more leads to the earliest."""
    return max(0, end - _TAIL)


def _at(topic: str, partition: int, offset: int = OFFSET_END) -> TopicPartition:
    return TopicPartition(topic, partition, offset)
