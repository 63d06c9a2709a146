"""The sink's loop: read committed samples, write them, and only then move the offset."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event
from typing import Final

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Message, TopicPartition
from prometheus_client import CollectorRegistry

from consumers.kafka import check_partitions, group_consumer, usable
from consumers.sinks.bisect import send_all
from consumers.sinks.prometheus import Target, duration_ms
from consumers.sinks.write_request import compress, rows
from schemas.process import metrics
from schemas.process.errors import Retry, Stop
from schemas.records.samples import Block
from schemas.topics import DAY, SAMPLES

log = logging.getLogger(__name__)

GROUP: Final = "sink-prometheus"
BATCH: Final = 500
POLL_SECONDS: Final = 0.1
MAX_ROWS: Final = 5_000
MAX_PAUSE: Final = 30.0
# One partition may be behind by the whole retention of `samples`, and Prometheus then needs to take
# samples that old (pipeline.md: otherwise it refuses them, and the good ones of the request with them).
REQUIRED_WINDOW_MS: Final = int(SAMPLES.settings["retention.ms"]) + DAY


class Sink:
    """Samples to one target, position in group `sink-prometheus`. `sleep` waits, `stop` ends it."""

    def __init__(
        self,
        bootstrap: str,
        partitions: int,
        target: Target,
        declared: str,
        registry: CollectorRegistry,
    ) -> None:
        self._partitions = partitions
        self._target = target
        self._declared = declared
        self._consumer = Consumer(group_consumer(bootstrap, GROUP, GROUP))
        self._decoder: msgspec.json.Decoder[Block] = msgspec.json.Decoder(Block)
        samples = metrics.counter("tally_sink_samples_total", registry)
        self._accepted, self._isolated = samples.labels("accepted"), samples.labels("isolated")
        self._requests = metrics.counter("tally_sink_requests_total", registry)
        self._window_is_wide = False

    def missing(self) -> list[str]:
        """What keeps the sink from being ready."""
        return [] if self._window_is_wide else ["the target's out-of-order window is not confirmed"]

    def run(self, stop: Event) -> None:
        """Work until `stop` is set. Raises Stop for what only a person can change."""
        check_partitions(self._consumer, (SAMPLES.name,), self._partitions)
        self._persist(self._check_window, stop)
        self._consumer.subscribe([SAMPLES.name], on_assign=self._on_assign)
        while not stop.is_set():
            messages = [m for m in self._consumer.consume(BATCH, POLL_SECONDS) if usable(m)]
            if messages:
                self._persist(partial(self._deliver, messages), stop)
        self._consumer.close()
        self._target.close()

    def _check_window(self) -> None:
        window = (
            duration_ms(self._declared) if self._declared else self._target.out_of_order_window()
        )
        if window < REQUIRED_WINDOW_MS:
            raise Stop(
                "Prometheus must take samples up to 8 days late: set "
                f"storage.tsdb.out_of_order_time_window to 9d (it is {window // 3_600_000} h)"
            )
        self._window_is_wide = True

    def _deliver(self, messages: Sequence[Message]) -> None:
        encoded = [row for m in messages for row in rows(self._decoder.decode(m.value() or b""))]
        for start in range(0, len(encoded), MAX_ROWS):
            isolated = send_all(encoded[start : start + MAX_ROWS], self._send)
            if isolated:
                log.error("Prometheus refused samples", extra={"samples": len(isolated)})
                self._isolated.inc(len(isolated))
        self._accepted.inc(len(encoded))
        self._move(messages)

    def _send(self, encoded: Sequence[bytes]) -> None:
        status = self._target.write(compress(encoded))
        self._requests.labels(str(status)).inc()

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
            # The samples will be sent once more, which Prometheus accepts as the same.
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
        """Begin at the earliest offset where the group has none; go on where it has."""
        found = consumer.committed(assigned, timeout=10)
        for tp in found:
            if tp.offset < 0:
                tp.offset = OFFSET_BEGINNING
        consumer.incremental_assign(found)
