"""What the aggregator and the sink can be told."""

from dataclasses import dataclass

from schemas.process.settings import Secret, SettingError, setting


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
    """Where samples go."""

    sinks: str = setting(
        "TALLY_SINKS",
        "where samples go: prometheus (remote write, the better choice), pushgateway, or both with a comma",
        default="prometheus",
    )
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
    targets: Secret = setting(
        "TALLY_SINK_TARGETS",
        "several remote write targets, tenants or authentication: a JSON list, see docs/operations.md",
        default=Secret(""),
    )
    pushgateway_url: str = setting(
        "TALLY_PUSHGATEWAY_URL",
        "the Pushgateway of TALLY_SINKS=pushgateway, without a trailing slash",
        default="http://127.0.0.1:9091",
    )
    admin_port: int = setting(
        "TALLY_SINK_ADMIN_PORT", "port of the sink's admin listener", default=9103
    )

    def chosen(self) -> tuple[str, ...]:
        """The kinds of sinks; raises SettingError for one that there is not."""
        names = tuple(name.strip() for name in self.sinks.split(","))
        if not set(names) <= {"prometheus", "pushgateway"} or len(set(names)) < len(names):
            raise SettingError("TALLY_SINKS must be prometheus, pushgateway or both")
        return names
