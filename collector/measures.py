"""The collector's own metrics. The hot path counts in plain integers; `publish` carries them over."""

from collections.abc import Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry

from collector import answers
from collector.answers import Answer
from schemas.process import metrics

# The answers of the ingestion address; the rest of the public port is not counted.
COUNTED: Final[tuple[Answer, ...]] = (
    answers.STORED,
    *answers.REFUSALS.values(),
    *(answer for delays in answers.DELAYED.values() for answer in delays.values()),
    answers.ONLY_POST,
)


class Measures:
    """Registers the declared metrics; `publish` a few times a second, `observe_ack` per batch."""

    def __init__(self, registry: CollectorRegistry, counted: Iterable[Answer] = COUNTED) -> None:
        total = metrics.counter("tally_collector_answers_total", registry)
        self._answers = [(a, total.labels(str(a.status), a.code)) for a in counted]
        self._events = metrics.counter("tally_collector_acknowledged_events_total", registry)
        self._refused = metrics.counter("tally_collector_refused_total", registry)
        self._in_flight = metrics.gauge("tally_collector_in_flight", registry)
        self.salt_days = metrics.gauge("tally_collector_salt_days", registry)
        ack_seconds = metrics.histogram("tally_collector_kafka_ack_seconds", registry)
        self.observe_ack = ack_seconds.observe

    def publish(
        self, events: int, in_flight: int, refused: Mapping[tuple[str, str, str], int]
    ) -> None:
        """Add what was counted since the last call: `events` acknowledged, answers by their count,
        `refused` beacons by project slug, key id and code.
        """
        for answer, total in self._answers:
            if answer.count:
                total.inc(answer.count)
                answer.count = 0
        for labels, count in refused.items():
            self._refused.labels(*labels).inc(count)
        self._events.inc(events)
        self._in_flight.set(in_flight)
