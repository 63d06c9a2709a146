"""`python -m collector salts`: writes the salts of the coming days and deletes those of the past.

Any number may run: of two records for one day all readers take the first.
"""

import logging
import secrets
from collections.abc import Callable
from threading import Event
from typing import Final

import msgspec
from confluent_kafka import KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from prometheus_client import CollectorRegistry

from collector.salt_topic import SaltReader, Stored
from collector.salting import due, expired
from collector.salts import SALT_BYTES, Salts
from schemas.keyring import Keyring
from schemas.process import metrics
from schemas.process.errors import Retry
from schemas.process.kafka import Config, client
from schemas.records.salts import Salt
from schemas.topics import SALTS

log = logging.getLogger(__name__)

_POLL_SECONDS: Final = 0.2
_ANSWER_SECONDS: Final = 10.0
_DELETE_EVERY_MS: Final = 3_600_000


class SaltKeeper:
    """Owned by one thread; `missing` may be asked from any. `now_ms` is the time (Unix ms)."""

    def __init__(
        self,
        bootstrap: str,
        ring: Keyring,
        now_ms: Callable[[], int],
        registry: CollectorRegistry,
    ) -> None:
        self._ring = ring
        self._salts = Salts(ring)
        self._now_ms = now_ms
        self._reader = SaltReader(bootstrap, "salts")
        self._producer = Producer(_settings(bootstrap), logger=log)
        self._admin = AdminClient(client(bootstrap, "salts-admin"))
        self._stored: dict[int, Stored] = {}
        self._written_ms = 0
        self._delete_at = 0
        self._ahead = metrics.gauge("tally_salts_days", registry)
        self._missing = ["salts"]

    def missing(self) -> list[str]:
        """What keeps the keeper from its work at the moment; empty when nothing does."""
        return self._missing

    def run(self, stop: Event) -> None:
        """Keep until `stop` is set. Raises Stop when a person has to act."""
        try:
            while not stop.is_set():
                try:
                    self.step()
                except Retry as retry:
                    self._missing = [str(retry)]
                    log.warning("salts: waiting %.0f s: %s", retry.after, retry)
                    stop.wait(retry.after)
        finally:
            self._reader.close()

    def step(self) -> None:
        """Read what is new; write one salt and delete old ones if it is time. Raises Retry, Stop."""
        if not self._reader.read_once:
            self._reader.check_topic()
        for stored in self._reader.poll(_POLL_SECONDS):
            self._note(stored)
        if not self._reader.read_once:
            return
        now_ms = self._now_ms()
        day = due(self._salts.days(), self._newest_ms(), now_ms)
        if day is not None:
            self._write(day)
            return
        self._ahead.set(self._salts.ahead(now_ms))
        self._missing = []
        if now_ms >= self._delete_at:
            self._delete(now_ms)
            self._delete_at = now_ms + _DELETE_EVERY_MS

    def _note(self, stored: Stored) -> None:
        self._stored[stored.offset] = stored
        self._salts.put(stored.record)

    def _newest_ms(self) -> int:
        """By the broker's clock, or by ours if that says later."""
        return max(self._written_ms, *(stored.appended_at for stored in self._stored.values()), 0)

    def _write(self, day: str) -> None:
        """Append a fresh salt and note it, so that no second one is made before it is read back."""
        record = Salt(day, self._ring.encrypt(secrets.token_bytes(SALT_BYTES)))
        outcome: list[tuple[KafkaError | None, Message]] = []
        self._producer.produce(
            SALTS.name,
            msgspec.json.encode(record),
            day.encode(),
            0,
            on_delivery=lambda error, message: outcome.append((error, message)),
        )
        self._producer.flush(_ANSWER_SECONDS)
        if not outcome or outcome[0][0] is not None:
            raise Retry(f"Kafka did not take the salt of {day}", after=5.0)
        offset, self._written_ms = outcome[0][1].offset() or 0, self._now_ms()
        self._note(Stored(offset, self._written_ms, record))
        log.info("salt written", extra={"day": day})

    def _delete(self, now_ms: int) -> None:
        before = expired(tuple(self._stored.values()), now_ms)
        if before is None:
            return
        at = TopicPartition(SALTS.name, 0, before)
        try:
            self._admin.delete_records([at], request_timeout=_ANSWER_SECONDS)[at].result()
        except KafkaException as error:
            raise Retry(
                f"Kafka did not delete old salts: {error.args[0].str()}", after=5.0
            ) from None
        self._stored = {n: stored for n, stored in self._stored.items() if n >= before}
        log.info("old salts deleted", extra={"before": before})


def _settings(bootstrap: str) -> Config:
    return {
        **client(bootstrap, "salts"),
        "enable.idempotence": True,
        "acks": "all",
        "message.timeout.ms": 8_000,
    }
