"""The settings that every process shares."""

from dataclasses import dataclass

from schemas.process.settings import setting


@dataclass(frozen=True, slots=True)
class CommonSettings:
    """Where Kafka is, how loud to log, where the admin listener binds."""

    env: str = setting(
        "TALLY_ENV",
        "production refuses unsafe replication; development allows one broker",
        default="production",
        choices=("production", "development"),
    )
    log_level: str = setting(
        "TALLY_LOG_LEVEL",
        "least severe level that is logged",
        default="info",
        choices=("debug", "info", "warning", "error"),
    )
    admin_host: str = setting(
        "TALLY_ADMIN_HOST", "address that admin listeners bind to", default="127.0.0.1"
    )
    kafka_bootstrap: str = setting(
        "TALLY_KAFKA_BOOTSTRAP", "comma separated brokers, host:port", default="127.0.0.1:9092"
    )
    partitions: int = setting(
        "TALLY_PARTITIONS",
        "partitions of the topics split by project; fixed when they are created",
        default=32,
        least=1,
    )
