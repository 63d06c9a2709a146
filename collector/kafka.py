"""Records into topic `beacons`: handed over on the event loop, answered when all replicas have them.

The loop itself polls for delivery reports, about once a millisecond while records are in flight: with
a polling thread each report would take the interpreter lock away from the loop and give it back.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from schemas.process.kafka import Config, client
from schemas.topics import BEACONS

log = logging.getLogger(__name__)

# wire.md: refused within 2 s, and Kafka gives a record up before the answer does. librdkafka looks for
# records out of time once a second, so that ANSWER_SECONDS, not its report, bounds most answers.
DELIVERY_MS: Final = 1_500
ANSWER_SECONDS: Final = 1.8
_POLL_SECONDS: Final = 0.001
# Both are bounds on memory while Kafka is away; past them records are refused at once.
_MAX_RECORDS: Final = 50_000
_MAX_KILOBYTES: Final = 64 * 1024
# The default of Kafka's own client. While they are on their way, records gather in larger batches.
_REQUESTS_IN_FLIGHT: Final = 5

Delivery = asyncio.Future[bool]


def settings(bootstrap: str, client_id: str) -> Config:
    """librdkafka's configuration; names and meanings: its CONFIGURATION.md."""
    return {
        **client(bootstrap, client_id),
        # docs/adr/0008: a record that is sent again may be stored twice; its id is counted once anyway.
        "enable.idempotence": False,
        "max.in.flight.requests.per.connection": _REQUESTS_IN_FLIGHT,
        "acks": "all",
        "linger.ms": 2,
        "compression.type": "lz4",
        "message.timeout.ms": DELIVERY_MS,
        "queue.buffering.max.messages": _MAX_RECORDS,
        "queue.buffering.max.kbytes": _MAX_KILOBYTES,
        "retry.backoff.ms": 50,
        "retry.backoff.max.ms": 500,
    }


class BeaconLog:
    """The producer; made and used on one event loop, whose callbacks it also calls.

    Must be made in the process that uses it: librdkafka's threads do not survive a fork.
    `observe` gets the seconds from hand-over to acknowledgement of the first record of each batch of
    reports.
    """

    def __init__(self, bootstrap: str, client_id: str, observe: Callable[[float], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._observe = observe
        self._producer = Producer(
            {**settings(bootstrap, client_id), "error_cb": self._error}, logger=log
        )
        self._unanswered: deque[tuple[float, Delivery]] = deque()
        self._polling = False
        self._sampled = False
        self._away = False
        self.in_flight = 0

    def send(self, partition: int, key: bytes, value: bytes) -> Delivery:
        """Hand one record over; True when all in-sync replicas have it, False when refused.

        Ready within ANSWER_SECONDS. False means: not stored, or stored without being known to be;
        sending the same id again is safe.
        """
        delivery: Delivery = self._loop.create_future()
        now = self._loop.time()
        report = partial(self._delivered, delivery, now)
        try:
            self._producer.produce(BEACONS.name, value, key, partition, report)
        except (BufferError, KafkaException) as error:
            self._refused(error)
            delivery.set_result(False)
            return delivery
        self.in_flight += 1
        self._unanswered.append((now, delivery))
        if not self._polling:
            self._polling = True
            self._loop.call_later(_POLL_SECONDS, self._poll)
        return delivery

    def expire(self) -> None:
        """Answer what is out of time, whatever librdkafka still hopes for; a few times a second."""
        self._producer.poll(0)
        deadline = self._loop.time() - ANSWER_SECONDS
        unanswered = self._unanswered
        while unanswered and (unanswered[0][1].done() or unanswered[0][0] < deadline):
            delivery = unanswered.popleft()[1]
            if not delivery.done():
                delivery.set_result(False)

    async def flush(self) -> None:
        """Wait until nothing is in flight: DELIVERY_MS and librdkafka's second at most."""
        while self.in_flight:
            self.expire()
            await asyncio.sleep(_POLL_SECONDS)

    def _poll(self) -> None:
        self._sampled = False
        self._producer.poll(0)
        self._polling = self.in_flight > 0
        if self._polling:
            self._loop.call_later(_POLL_SECONDS, self._poll)

    def _delivered(
        self, delivery: Delivery, sent_at: float, error: KafkaError | None, _record: Message
    ) -> None:
        self.in_flight -= 1
        if not self._sampled:
            self._sampled = True
            self._observe(self._loop.time() - sent_at)
        if self._away and error is None:
            self._away = False
            log.warning("Kafka is back")
        if not delivery.done():
            delivery.set_result(error is None)

    def _refused(self, error: BufferError | KafkaException) -> None:
        """A full queue is Kafka being slow; anything else needs a person to know."""
        if isinstance(error, KafkaException):
            self._error(error.args[0])
            log.error("a record was refused: %s", error)

    def _error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN and not self._away:
            self._away = True
            log.warning("Kafka is away: %s", error.str())
