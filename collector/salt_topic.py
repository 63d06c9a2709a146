"""Reading topic `salts` from its beginning, and knowing when its end was reached."""

import logging
from dataclasses import dataclass
from typing import Final

import msgspec
from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    TopicPartition,
)

from schemas.process.errors import Retry, Stop
from schemas.process.kafka import Config, client
from schemas.records.salts import Salt
from schemas.topics import SALTS

log = logging.getLogger(__name__)

_BATCH: Final = 100
_ASK_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Stored:
    """One record as it stands on the topic; `appended_at` is the broker's time, Unix ms."""

    offset: int
    appended_at: int
    record: Salt


class SaltReader:
    """One consumer; for one thread."""

    def __init__(self, bootstrap: str, client_id: str) -> None:
        self._consumer = Consumer(_settings(bootstrap, client_id), logger=log)
        self._consumer.assign([TopicPartition(SALTS.name, 0, OFFSET_BEGINNING)])
        self.read_once = False

    def check_topic(self) -> None:
        """Raises Stop when the topic does not exist, Retry when Kafka does not answer."""
        try:
            # Without a name: asking for one topic may create it.
            topics = self._consumer.list_topics(timeout=_ASK_SECONDS).topics
        except KafkaException as error:
            raise Retry(f"Kafka: {error.args[0].str()}", after=1.0) from None
        if SALTS.name not in topics:
            raise Stop("topic salts does not exist: run `python -m ops topics`")

    def poll(self, timeout: float) -> list[Stored]:
        """What arrives within `timeout` seconds."""
        messages = self._consumer.consume(_BATCH, timeout)
        found = [self._stored(message) for message in messages]
        return [stored for stored in found if stored is not None]

    def close(self) -> None:
        self._consumer.close()

    def _stored(self, message: Message) -> Stored | None:
        error = message.error()
        if error is None:
            return decode(message)
        if error.code() == KafkaError._PARTITION_EOF:
            self.read_once = True
        elif not error.retriable() and error.code() != KafkaError._ALL_BROKERS_DOWN:
            log.warning("salts: %s", error)
        return None


def decode(message: Message) -> Stored | None:
    """The record; None for what a later release may write there."""
    try:
        record = msgspec.json.decode(message.value() or b"", type=Salt)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        log.error("salts: a record cannot be decoded: %s", error)
        return None
    return Stored(message.offset() or 0, message.timestamp()[1], record)


def _settings(bootstrap: str, client_id: str) -> Config:
    return {
        **client(bootstrap, client_id),
        "group.id": client_id,
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
    }
