"""The processes' own metrics: declared here, so that none can be emitted undescribed."""

from dataclasses import dataclass
from typing import Final, Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.process_collector import ProcessCollector

# Each counter and histogram would bring an undeclared gauge x_created along.
disable_created_metrics()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class PlatformMetric:
    """One declared metric. `labels` have bounded values: codes, partitions, outcomes."""

    name: str
    type: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_ALL: Final = (
    PlatformMetric(
        "tally_collector_answers_total",
        "counter",
        "Answers on the ingestion path by status and code (code is empty for 204).",
        ("status", "code"),
    ),
    PlatformMetric(
        "tally_collector_acknowledged_events_total",
        "counter",
        "Events in beacons that Kafka acknowledged by all in-sync replicas.",
    ),
    PlatformMetric(
        "tally_collector_refused_total",
        "counter",
        "Refused beacons of recognised projects by project slug, key id and code.",
        ("project", "key", "code"),
    ),
    PlatformMetric(
        "tally_collector_kafka_ack_seconds",
        "histogram",
        "From handing a record to the Kafka client until its acknowledgement, one record a batch.",
        (),
        _SECONDS,
    ),
    PlatformMetric(
        "tally_collector_in_flight", "gauge", "Beacons handed to Kafka and not yet acknowledged."
    ),
    PlatformMetric(
        "tally_collector_salt_days",
        "gauge",
        "Days from today on whose visitor salt is in memory; at 0 visitors are not told apart.",
    ),
    PlatformMetric(
        "tally_salts_days", "gauge", "Days from today on whose visitor salt stands on topic salts."
    ),
    PlatformMetric(
        "tally_aggregator_records_total",
        "counter",
        "Records of topic beacons handled, by kind (beacon, tick, undecodable).",
        ("kind",),
    ),
    PlatformMetric(
        "tally_aggregator_transactions_total",
        "counter",
        "Transactions by outcome (committed, aborted).",
        ("outcome",),
    ),
    PlatformMetric(
        "tally_aggregator_commit_seconds",
        "histogram",
        "From the first record of a transaction until its commit returned.",
        (),
        _SECONDS,
    ),
    PlatformMetric(
        "tally_aggregator_restore_seconds", "gauge", "Length of the newest restore.", ("partition",)
    ),
    PlatformMetric("tally_aggregator_series", "gauge", "Series in memory.", ("partition",)),
    PlatformMetric(
        "tally_aggregator_lag_records",
        "gauge",
        "Records between the partition's end and the next to handle.",
        ("partition",),
    ),
    PlatformMetric(
        "tally_aggregator_clock_step_backs",
        "gauge",
        "Records stamped earlier than a window already opened, since the partition was restored.",
        ("partition",),
    ),
    PlatformMetric(
        "tally_aggregator_clock_skew_seconds",
        "gauge",
        "Append time of the newest record less this member's clock as it was read, at the partition's end.",
        ("partition",),
    ),
    PlatformMetric(
        "tally_aggregator_window_close_seconds",
        "histogram",
        "From a window's end until the transaction that closed it was committed.",
        (),
        _SECONDS,
    ),
    PlatformMetric(
        "tally_aggregator_parked_projects",
        "gauge",
        "Projects parked because an event could not be evaluated.",
        ("partition",),
    ),
    PlatformMetric(
        "tally_aggregator_clamped_totals",
        "gauge",
        "Totals kept from becoming infinite, since the partition was restored.",
        ("partition",),
    ),
    PlatformMetric(
        "tally_sink_visible_seconds",
        "histogram",
        "From a window's end until the target accepted its samples; a beacon came up to 5 s before.",
        ("target",),
        _SECONDS,
    ),
    PlatformMetric(
        "tally_sink_samples_total",
        "counter",
        "Samples by target and outcome (accepted, isolated).",
        ("target", "outcome"),
    ),
    PlatformMetric(
        "tally_sink_requests_total",
        "counter",
        "Requests to targets of samples by status.",
        ("target", "status"),
    ),
    PlatformMetric(
        "tally_web_answers_total",
        "counter",
        "Answers of the web app by route (empty where there is none) and status.",
        ("route", "status"),
    ),
    PlatformMetric(
        "tally_outbox_published_total", "counter", "Outbox rows published to topic control."
    ),
    PlatformMetric("tally_live_streams", "gauge", "Open live streams."),
    PlatformMetric(
        "tally_live_left_out_total",
        "counter",
        "Messages that live streams had to leave out: a slow reader, or too many to show.",
    ),
    PlatformMetric(
        "tally_live_delay_seconds",
        "histogram",
        "From Kafka's append of a beacon that somebody watches until its message was handed out.",
        (),
        _SECONDS,
    ),
    PlatformMetric(
        "tally_live_waiting_events",
        "gauge",
        "Events past the aggregator's committed offset, by project; no series where none wait.",
        ("org", "project"),
    ),
    PlatformMetric(
        "tally_canary_difference_events",
        "gauge",
        "Events Prometheus shows less those acknowledged: below 0 behind or lost, above 0 counted twice.",
        ("partition",),
    ),
    PlatformMetric(
        "tally_canary_beacons_total",
        "counter",
        "Beacons of the canary by answer (acknowledged, refused, unanswered).",
        ("answer",),
    ),
    PlatformMetric(
        "tally_canary_checks_total",
        "counter",
        "Comparisons of a partition by outcome (same, different, unknown).",
        ("outcome",),
    ),
    PlatformMetric("tally_outbox_waiting", "gauge", "Outbox rows not yet on topic control."),
)

DECLARED: Final[dict[str, PlatformMetric]] = {metric.name: metric for metric in _ALL}


def registry() -> CollectorRegistry:
    """A process's registry: its own metrics and the operating system's view of it (process_*)."""
    own = CollectorRegistry()
    ProcessCollector(registry=own)
    return own


def counter(name: str, own: CollectorRegistry) -> Counter:
    """The declared counter `name`; KeyError when it is not declared."""
    metric = _declared(name, "counter")
    return Counter(metric.name, metric.help, metric.labels, registry=own)


def gauge(name: str, own: CollectorRegistry) -> Gauge:
    """The declared gauge `name`; KeyError when it is not declared."""
    metric = _declared(name, "gauge")
    return Gauge(metric.name, metric.help, metric.labels, registry=own)


def histogram(name: str, own: CollectorRegistry) -> Histogram:
    """The declared histogram `name`; KeyError when it is not declared."""
    metric = _declared(name, "histogram")
    return Histogram(metric.name, metric.help, metric.labels, registry=own, buckets=metric.buckets)


def _declared(name: str, kind: str) -> PlatformMetric:
    metric = DECLARED[name]
    if metric.type != kind:
        raise KeyError(f"{name} is declared as {metric.type}")
    return metric
