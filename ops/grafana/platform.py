"""The platform: each process's own metrics, in the order an event meets them."""

from typing import Final

from ops.grafana.model import Dashboard, Panel, Query


def _rate(name: str, by: str = "") -> str:
    grouping = f" by ({by})" if by else ""
    return f"sum{grouping} (rate({name}[$__rate_interval]))"


def _quantiles(histogram: str) -> tuple[Query, ...]:
    buckets = _rate(f"{histogram}_bucket", "le")
    return tuple(
        Query(f"histogram_quantile({q}, {buckets})", name)
        for q, name in ((0.5, "median"), (0.95, "95 %"), (0.99, "99 %"))
    )


def _each(number: int, title: str, description: str, unit: str, *queries: Query) -> Panel:
    return Panel(number, title, description, "timeseries", unit, queries)


DASHBOARD: Final = Dashboard(
    uid="tallylight-platform",
    title="Tallylight: platform",
    description="Collector, aggregator, sink, outbox and web app by their own metrics.",
    since="now-1h",
    variables=(),
    panels=(
        _each(
            1,
            "How does the collector answer?",
            "Answers on the ingestion path by status and code; 204 has no code.",
            "reqps",
            Query(_rate("tally_collector_answers_total", "status, code"), "{{status}} {{code}}"),
        ),
        _each(
            2,
            "Acknowledged events",
            "Events in beacons that all in-sync replicas of Kafka have.",
            "cps",
            Query(_rate("tally_collector_acknowledged_events_total"), "events"),
        ),
        _each(
            3,
            "How long does Kafka take to acknowledge?",
            "From handing a record to the Kafka client until its acknowledgement, one record a batch.",
            "s",
            *_quantiles("tally_collector_kafka_ack_seconds"),
        ),
        _each(
            4,
            "Beacons in flight",
            "Handed to Kafka and not yet acknowledged.",
            "short",
            Query("sum(tally_collector_in_flight)", "beacons"),
        ),
        _each(
            5,
            "How far is counting behind?",
            "Records between the end of each partition and the next to handle.",
            "short",
            Query(
                "max by (partition) (tally_aggregator_lag_records)",
                "partition {{partition}}",
            ),
        ),
        _each(
            6,
            "Records handled",
            "Records of topic beacons by kind: beacon, tick, undecodable.",
            "cps",
            Query(_rate("tally_aggregator_records_total", "kind"), "{{kind}}"),
        ),
        _each(
            7,
            "Transactions",
            "Committed and aborted transactions of the aggregators.",
            "cps",
            Query(_rate("tally_aggregator_transactions_total", "outcome"), "{{outcome}}"),
        ),
        _each(
            8,
            "How long does a transaction take?",
            "From its first record until its commit returned.",
            "s",
            *_quantiles("tally_aggregator_commit_seconds"),
        ),
        _each(
            9,
            "Series in memory",
            "Series that the aggregators hold.",
            "short",
            Query("sum(tally_aggregator_series)", "series"),
        ),
        _each(
            10,
            "How long did the newest restore take?",
            "The newest restore of each partition.",
            "s",
            Query(
                "max by (partition) (tally_aggregator_restore_seconds)", "partition {{partition}}"
            ),
        ),
        _each(
            11,
            "Samples written to Prometheus",
            "Samples that the sink handed over, by outcome: accepted, isolated.",
            "cps",
            Query(_rate("tally_sink_samples_total", "outcome"), "{{outcome}}"),
        ),
        _each(
            12,
            "How does Prometheus answer the sink?",
            "Remote write requests by status.",
            "reqps",
            Query(_rate("tally_sink_requests_total", "status"), "{{status}}"),
        ),
        _each(
            13,
            "How many changes wait for Kafka?",
            "Outbox rows not yet on topic control.",
            "short",
            Query("max(tally_outbox_waiting)", "rows"),
        ),
        _each(
            14,
            "How does the web app answer?",
            "Answers of the web app by status, over all routes.",
            "reqps",
            Query(_rate("tally_web_answers_total", "status"), "{{status}}"),
        ),
        _each(
            15,
            "Did a broker's clock step back?",
            "Records stamped earlier than a window already opened, since each partition's restore.",
            "short",
            Query(
                "max by (partition) (tally_aggregator_clock_step_backs)",
                "partition {{partition}}",
            ),
        ),
        _each(
            16,
            "Who looks at live views?",
            "Open live streams, and messages that they had to leave out.",
            "short",
            Query("sum(tally_live_streams)", "streams"),
            Query("sum(increase(tally_live_left_out_total[$__rate_interval]))", "left out"),
        ),
        _each(
            17,
            "How live is the live view?",
            "From Kafka's append of a beacon that somebody watches until its message was handed out.",
            "s",
            *_quantiles("tally_live_delay_seconds"),
        ),
        _each(
            18,
            "What waits to be counted?",
            "Events past the aggregators' committed offsets.",
            "short",
            Query("sum(tally_live_waiting_events) or 0 * sum(tally_live_streams)", "events"),
        ),
        _each(
            19,
            "Which projects' beacons does the collector refuse?",
            "Refused beacons of recognised projects by project and code.",
            "reqps",
            Query(_rate("tally_collector_refused_total", "project, code"), "{{project}} {{code}}"),
        ),
        _each(
            20,
            "For how many days are there visitor salts?",
            "Days from today on; at 0 the collectors do not tell visitors apart.",
            "short",
            Query("min(tally_collector_salt_days)", "in the collectors"),
            Query("max(tally_salts_days)", "on topic salts"),
        ),
        _each(
            21,
            "How long until a window is counted?",
            "From a window's end until the transaction that closed it was committed.",
            "s",
            *_quantiles("tally_aggregator_window_close_seconds"),
        ),
        _each(
            22,
            "How long until samples are visible?",
            "From a window's end until the target accepted its samples; a beacon came up to 5 s before.",
            "s",
            *_quantiles("tally_sink_visible_seconds"),
        ),
        _each(
            23,
            "How far is a broker's clock from ours?",
            "Append time of the newest record less the member's clock as it was read.",
            "s",
            Query(
                "max by (partition) (tally_aggregator_clock_skew_seconds)",
                "partition {{partition}}",
            ),
        ),
        _each(
            24,
            "Is something not counted as it should be?",
            "Projects parked because an event could not be evaluated, and totals kept from infinity.",
            "short",
            Query("sum(tally_aggregator_parked_projects)", "parked projects"),
            Query("sum(tally_aggregator_clamped_totals)", "clamped totals"),
        ),
        _each(
            25,
            "Does the canary see each of its events once?",
            "What Prometheus shows less what was acknowledged: below 0 behind or lost, over 0 counted twice.",
            "short",
            Query("max by (partition) (tally_canary_difference_events)", "partition {{partition}}"),
        ),
        _each(
            26,
            "What does the canary do?",
            "Its beacons by the collector's answer, and its comparisons by outcome.",
            "cps",
            Query(_rate("tally_canary_beacons_total", "answer"), "{{answer}}"),
            Query(_rate("tally_canary_checks_total", "outcome"), "{{outcome}}"),
        ),
    ),
)
