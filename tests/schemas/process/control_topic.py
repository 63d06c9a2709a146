"""Topic control on a broker of its own, written as the outbox would."""

import time
from collections.abc import Callable
from contextlib import closing

import msgspec
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)

from schemas.process.control import ControlReader, Entry
from schemas.records.control import REVISION_HEADER, Record
from tests.parts.topics import create_topics


class Topic:
    """Topic control of one broker, written as the outbox would."""

    def __init__(self, bootstrap: str) -> None:
        create_topics(bootstrap, 4)
        self.bootstrap = bootstrap
        self._producer = Producer({"bootstrap.servers": bootstrap})

    def append(self, key: str, value: bytes | None, revision: int) -> None:
        headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(revision)}
        self._producer.produce("control", value, key, 0, headers=headers)
        assert self._producer.flush(30) == 0

    def put(self, record: Record, revision: int) -> None:
        self.append(record.key, msgspec.json.encode(record), revision)

    def transaction(self, record: Record, *, commit: bool) -> None:
        """Ends the topic in a marker that no reader ever sees; returns once it stands there."""
        before = self._end()
        producer = Producer({"bootstrap.servers": self.bootstrap, "transactional.id": "t"})
        producer.init_transactions(60)
        producer.begin_transaction()
        headers: dict[str, str | bytes | None] = {REVISION_HEADER: "1"}
        producer.produce("control", msgspec.json.encode(record), record.key, 0, headers=headers)
        producer.flush(30)
        if commit:
            producer.commit_transaction(60)
        else:
            producer.abort_transaction(60)
        # Kafka answers when the outcome is certain and writes the marker after that.
        eventually(lambda: self._end() == before + 2)

    def _end(self) -> int:
        """Offset after the last record and marker that a reader of what was committed may pass."""
        consumer = Consumer({"bootstrap.servers": self.bootstrap, "group.id": "end"})
        with closing(consumer):
            return int(consumer.get_watermark_offsets(TopicPartition("control", 0), 30)[1])

    def compact_at_once(self) -> None:
        """Let Kafka clean whatever stands before the newest segment, tombstones too, within moments."""
        topic = {
            "segment.ms": "100",
            "min.cleanable.dirty.ratio": "0.001",
            "delete.retention.ms": "0",
            "max.compaction.lag.ms": "100",
        }
        self._alter(ResourceType.TOPIC, "control", topic)
        self._alter(ResourceType.BROKER, "1", {"log.cleaner.backoff.ms": "100"})

    def _alter(self, kind: ResourceType, name: str, settings: dict[str, str]) -> None:
        entries = [
            ConfigEntry(setting, value, incremental_operation=AlterConfigOpType.SET)
            for setting, value in settings.items()
        ]
        resource = ConfigResource(kind, name, incremental_configs=entries)
        admin = AdminClient({"bootstrap.servers": self.bootstrap})
        admin.incremental_alter_configs([resource])[resource].result(30)

    def reader(self, applied: list[Entry]) -> "closing[ControlReader]":
        return closing(ControlReader(self.bootstrap, "test", applied.append, time.monotonic))

    def read(self, prefix: str = "") -> list[Entry]:
        """What a new reader applies of keys that start so, once it has read to the end."""
        applied: list[Entry] = []
        with self.reader(applied) as reader:
            eventually(reader.confirm)
        return [entry for entry in applied if entry.key.startswith(prefix)]


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; the bound only keeps a broken test from hanging."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
