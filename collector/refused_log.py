"""Records into topic `refused`: handed over and forgotten.

A producer of its own, so that nothing which happens to it can touch an answer: it is a sample, and when
Kafka is slow or away the sample gets smaller.
"""

import logging
from typing import Final

from confluent_kafka import KafkaException, Producer

from schemas.process.kafka import Config, client
from schemas.topics import REFUSED

log = logging.getLogger(__name__)

_MAX_RECORDS: Final = 5_000
_MAX_KILOBYTES: Final = 4 * 1024
_FLUSH_SECONDS: Final = 1.0


def settings(bootstrap: str, client_id: str) -> Config:
    """librdkafka's configuration; names and meanings: its CONFIGURATION.md."""
    return {
        **client(bootstrap, client_id),
        "acks": 1,
        "linger.ms": 100,
        "compression.type": "lz4",
        "message.timeout.ms": 5_000,
        "queue.buffering.max.messages": _MAX_RECORDS,
        "queue.buffering.max.kbytes": _MAX_KILOBYTES,
    }


class RefusedLog:
    """For one thread; must be made in the process that uses it."""

    def __init__(self, bootstrap: str, client_id: str) -> None:
        self._producer = Producer(
            {**settings(bootstrap, client_id), "error_cb": _ignore}, logger=log
        )

    def send(self, partition: int, key: bytes, value: bytes) -> None:
        """Hand one record over; what the queue or Kafka does not take is dropped."""
        try:
            self._producer.produce(REFUSED.name, value, key, partition)
        except (BufferError, KafkaException) as error:
            log.debug("a refusal was dropped: %s", error)

    def poll(self) -> None:
        """Let go of what was delivered; a few times a second."""
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait for what is on its way, a second at most."""
        self._producer.flush(_FLUSH_SECONDS)


def _ignore(_error: object) -> None:
    """BeaconLog reports the state of Kafka; twice would be noise."""
