"""The Kafka edge of the outbox: an idempotent producer of topic `control`, and its end read back."""

import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from schemas.process.control import ControlReader
from schemas.process.errors import Retry, Stop
from schemas.process.kafka import Config, client
from schemas.records.control import REVISION_HEADER
from schemas.topics import CONTROL
from webapp.outbox.rows import Waiting

log = logging.getLogger(__name__)

_ASK_SECONDS: Final = 3.0
_READINGS: Final = 5
DELIVERY_SECONDS: Final = 5.0


class ControlWriter:
    """Writes rows in order. After it raised Retry its outcome is unknown: close it, read `standing`."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._producer = Producer(_settings(bootstrap), logger=log)

    def check_topic(self) -> None:
        """Raises Stop when topic `control` is missing or split, Retry when Kafka does not answer."""
        try:
            # Without a name: asking for one topic may create it.
            topics = self._producer.list_topics(timeout=_ASK_SECONDS).topics
        except KafkaException as error:
            raise Retry(f"kafka: {error.args[0].str()}") from error
        if CONTROL.name not in topics:
            raise Stop(f"topic {CONTROL.name} does not exist: run `python -m ops topics`")
        count = len(topics[CONTROL.name].partitions)
        if count != 1:
            raise Stop(f"topic {CONTROL.name} has {count} partitions instead of 1")

    def standing(self) -> dict[str, int]:
        """The newest revision on `control` by key, read to the end. Raises Retry, Stop."""
        reader = ControlReader(self._bootstrap, "outbox", lambda entry: None, time.monotonic)
        try:
            # Each call goes on where the one before it stopped, so a long topic takes several.
            if any(reader.confirm() for _ in range(_READINGS)):
                return reader.revisions()
            raise Retry("kafka: topic control could not be read to its end in time")
        finally:
            reader.close()

    def send(self, rows: Sequence[Waiting]) -> None:
        """Append the rows; returns once all in-sync replicas have all of them. Raises Retry."""
        faults: list[str] = []

        def delivered(error: KafkaError | None, message: Message) -> None:
            if error is not None:
                faults.append(error.str())

        try:
            for row in rows:
                self._produce(row, delivered)
            left = self._producer.flush(DELIVERY_SECONDS)
        except (KafkaException, BufferError) as error:
            raise Retry(f"kafka: {error}") from error
        if faults or left:
            raise Retry(f"kafka: {faults[0] if faults else 'no acknowledgement in time'}")

    def close(self) -> None:
        """Forget what is queued or in flight; a later writer must not be overtaken by it."""
        self._producer.purge()
        self._producer.flush(0)

    def _produce(self, row: Waiting, delivered: Any) -> None:
        headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(row.revision)}
        self._producer.produce(
            CONTROL.name, row.value, row.key, 0, on_delivery=delivered, headers=headers
        )


def _settings(bootstrap: str) -> Config:
    return {
        **client(bootstrap, "outbox"),
        "acks": "all",
        "enable.idempotence": True,
        "compression.type": "lz4",
        "linger.ms": 5,
        "delivery.timeout.ms": int(DELIVERY_SECONDS * 1000),
        "allow.auto.create.topics": False,
    }
