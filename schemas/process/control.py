"""Reading topic `control` from its beginning into somebody's memory, and knowing how fresh that is."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Final

import msgspec
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from schemas.process.errors import Stop
from schemas.process.kafka import Config, client
from schemas.records import control
from schemas.topics import CONTROL

log = logging.getLogger(__name__)

KNOWN_KINDS: Final = frozenset(
    {"project", "key", "snippet", "definition", "quota", "parking", "pins", "skip"}
)
_PARTITION: Final = TopicPartition(CONTROL.name, 0, 0)
_ASK_SECONDS: Final = 2.0
_DECODER: Final = msgspec.json.Decoder(control.Record)


@dataclass(frozen=True, slots=True)
class Entry:
    """One applied record. `record` is None for a tombstone; `appended_at` is the broker's time in ms."""

    key: str
    record: control.Record | None
    revision: int
    appended_at: int


class ControlReader:
    """Keeps one consumer on `control`; calls `apply` once per newer record, in the topic's order.

    Not thread-safe: `poll` and `confirm` belong to one thread. `clock` is monotonic seconds.
    """

    def __init__(
        self,
        bootstrap: str,
        client_id: str,
        apply: Callable[[Entry], None],
        clock: Callable[[], float],
    ) -> None:
        self._apply = apply
        self._clock = clock
        self._revisions: dict[str, int] = {}
        self._next = 0
        self._away = False
        self.confirmed_at = float("-inf")
        self._consumer = Consumer(_settings(bootstrap, client_id), logger=log)
        self._consumer.assign([_PARTITION])

    def poll(self, timeout: float) -> int:
        """Apply what arrives within `timeout` seconds; the number of messages seen."""
        messages = self._consumer.consume(500, timeout)
        for message in messages:
            self._handle(message)
        return len(messages)

    def confirm(self) -> bool:
        """Ask the broker for the end and read up to it; False when Kafka does not answer in time.

        On success everything appended before this call began has been applied, and `confirmed_at` is
        that moment. Blocks for at most about 4 s.
        """
        asked = self._clock()
        try:
            _, end = self._consumer.get_watermark_offsets(_PARTITION, timeout=_ASK_SECONDS)
        except KafkaException as error:
            if not self._away:
                self._away = True
                log.warning("control: the end is unknown: %s", error)
            return False
        while self._next < end:
            if self._clock() - asked > 2 * _ASK_SECONDS:
                return False
            self.poll(0.1)
        if self._away:
            self._away = False
            log.info("control: the end is known again")
        self.confirmed_at = asked
        return True

    def follow(self, stop: Event, every: float = 0.5) -> None:
        """Read and confirm until `stop` is set; for a thread of its own."""
        while not stop.is_set():
            self.poll(every)
            self.confirm()

    def age(self) -> float:
        """Seconds since the memory was last known to be complete; infinite before the first time."""
        return self._clock() - self.confirmed_at

    def revisions(self) -> dict[str, int]:
        """Newest revision by key, tombstones included: what an outbox need not send again."""
        return dict(self._revisions)

    def close(self) -> None:
        self._consumer.close()

    def _handle(self, message: Message) -> None:
        error = message.error()
        if error is None:
            self._next = (message.offset() or 0) + 1
            entry = decode(message)
            if entry and entry.revision > self._revisions.get(entry.key, 0):
                self._revisions[entry.key] = entry.revision
                self._apply(entry)
        elif error.code() == KafkaError._PARTITION_EOF:
            # Compaction may have removed the last records: the end is reached without seeing them.
            self._next = max(self._next, message.offset() or 0)
        elif not error.retriable() and error.code() != KafkaError._ALL_BROKERS_DOWN:
            log.warning("control: %s", error)


def decode(message: Message) -> Entry | None:
    """The entry, or None for a kind that this release does not know.

    Raises Stop for a known kind that cannot be decoded, has no revision or stands under another's key:
    going on would mean acting on half of it.
    """
    raw, value = message.key() or b"", message.value()
    if raw.partition(b":")[0].decode(errors="replace") not in KNOWN_KINDS:
        return None
    try:
        key = raw.decode()
        record = _DECODER.decode(value) if value is not None else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Stop(f"control record {raw!r} cannot be decoded: {error}") from None
    if record is not None and record.key != key:
        raise Stop(f"control record {key} stands under the key of another: {record.key}")
    return Entry(key, record, _revision(key, message), message.timestamp()[1])


def _revision(key: str, message: Message) -> int:
    text = dict(message.headers() or ()).get(control.REVISION_HEADER) or b""
    if not text.isdigit():
        raise Stop(f"control record {key} has no revision")
    return int(text)


def _settings(bootstrap: str, client_id: str) -> Config:
    return {
        **client(bootstrap, client_id),
        "group.id": f"{client_id}-control",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 100,
    }
