"""What the aggregator and the sink can be told."""

from dataclasses import dataclass

from schemas.process.settings import setting


@dataclass(frozen=True, slots=True)
class AggregatorSettings:
    """One member of the aggregator's group."""

    slot: str = setting(
        "TALLY_SLOT",
        "stable name of this member: its transactional id and its place in the group",
        default="aggregator-0",
    )
    admin_port: int = setting(
        "TALLY_AGGREGATOR_ADMIN_PORT", "port of the aggregator's admin listener", default=9102
    )


@dataclass(frozen=True, slots=True)
class SinkSettings:
    """One target of samples."""

    prometheus_url: str = setting(
        "TALLY_PROMETHEUS_URL",
        "Prometheus with the remote write receiver on, without a trailing slash",
        default="http://127.0.0.1:9090",
    )
    out_of_order_window: str = setting(
        "TALLY_SINK_OOO_WINDOW",
        "the target's out-of-order window (such as 9d) if it does not tell; empty: ask it",
        default="",
    )
    admin_port: int = setting(
        "TALLY_SINK_ADMIN_PORT", "port of the sink's admin listener", default=9103
    )
