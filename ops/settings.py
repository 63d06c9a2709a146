"""Settings of `python -m ops`: topics, the local run, the canary."""

from dataclasses import dataclass

from schemas.process.settings import Secret, setting


@dataclass(frozen=True, slots=True)
class TopicsSettings:
    """What `python -m ops topics` adds to the common settings."""

    replication_factor: int = setting(
        "TALLY_REPLICATION_FACTOR",
        "copies of each topic; less than 3 only when TALLY_ENV=development",
        default=3,
    )


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The local run: where it keeps its data and which ports people use."""

    data_dir: str = setting("TALLY_DATA_DIR", "folder of everything one run keeps", default=".data")
    web_port: int = setting("TALLY_WEB_PORT", "port of the webapp", default=8000)
    collector_port: int = setting("TALLY_COLLECTOR_PORT", "port of the collector", default=8001)
    demo_port: int = setting(
        "TALLY_DEMO_PORT", "port of the demo shop (local run only)", default=8002
    )
    demo_traffic: bool = setting(
        "TALLY_DEMO_TRAFFIC", "whether a demo visitor walks the shop (local run only)", default=True
    )
    kafka_port: int = setting(
        "TALLY_KAFKA_PORT", "port of the local run's Kafka; 0 takes a free one", default=0
    )
    prometheus_port: int = setting(
        "TALLY_PROMETHEUS_PORT", "port of the local run's Prometheus; 0 takes a free one", default=0
    )
    prometheus_bin: str = setting(
        "TALLY_PROMETHEUS_BIN",
        "Prometheus to run when none is on PATH (local run only)",
        default="",
    )
    grafana_bin: str = setting(
        "TALLY_GRAFANA_BIN", "Grafana to run when none is on PATH (local run only)", default=""
    )


@dataclass(frozen=True, slots=True)
class CanarySettings:
    """`python -m ops.audit.canary`."""

    keys: Secret = setting("TALLY_CANARY_KEYS", "what `python -m webapp canary` printed")
    collector_url: str = setting(
        "TALLY_COLLECTOR_URL",
        "the collector that the canary sends to",
        default="http://127.0.0.1:8001",
    )
    prometheus_url: str = setting(
        "TALLY_PROMETHEUS_URL",
        "the Prometheus that the canary asks",
        default="http://127.0.0.1:9090",
    )
    every_seconds: int = setting(
        "TALLY_CANARY_EVERY_SECONDS",
        "how often the canary sends to each partition",
        default=60,
        least=10,
    )
    settled_seconds: int = setting(
        "TALLY_CANARY_SETTLED_SECONDS",
        "how long a beacon may take until Prometheus shows it",
        default=30,
        least=5,
    )
    admin_port: int = setting(
        "TALLY_CANARY_ADMIN_PORT", "port of the canary's admin listener", default=9108
    )
