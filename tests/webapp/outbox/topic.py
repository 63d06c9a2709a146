"""Topic `control` on the session's broker, and what stands on it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from schemas.records.control import REVISION_HEADER
from schemas.topics import CONTROL


@dataclass(frozen=True)
class Standing:
    """One record as it was appended."""

    key: str
    revision: int
    value: dict[str, object] | None


def make(bootstrap: str, partitions: int = 1) -> None:
    """Create the topic unless it is there."""
    topic = NewTopic(CONTROL.name, partitions, 1, config=CONTROL.configuration())
    admin = AdminClient({"bootstrap.servers": bootstrap})
    created = admin.create_topics([topic])
    try:
        created[CONTROL.name].result()
    except KafkaException as error:
        if error.args[0].name() != "TOPIC_ALREADY_EXISTS":
            raise


def records(bootstrap: str, keys: set[str]) -> list[Standing]:
    """Every record of these keys, oldest first, duplicates included."""
    partition = TopicPartition(CONTROL.name, 0, 0)
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "test"})
    found: list[Standing] = []
    try:
        consumer.assign([partition])
        _, end = consumer.get_watermark_offsets(partition, timeout=10)
        position = 0
        while position < end:
            for message in consumer.consume(500, 1.0):
                assert message.error() is None, message.error()
                position = (message.offset() or 0) + 1
                key, value = (message.key() or b"").decode(), message.value()
                revision = int(dict(message.headers() or ())[REVISION_HEADER] or b"0")
                found.append(Standing(key, revision, None if value is None else json.loads(value)))
    finally:
        consumer.close()
    return [record for record in found if record.key in keys]


def eventually(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until the condition holds; the bound only keeps a broken test from hanging."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
