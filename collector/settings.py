"""What the collector reads from its environment, besides the settings that every process shares."""

from dataclasses import dataclass

from schemas.process.settings import Secret, setting


@dataclass(frozen=True, slots=True)
class CollectorSettings:
    """Where browsers reach it, how many workers share the port, who it is, what opens key material."""

    ingest_keys: Secret = setting(
        "TALLY_INGEST_KEYS",
        "comma separated Fernet keys for key material on topic control; the first encrypts",
    )
    host: str = setting(
        "TALLY_COLLECTOR_HOST", "address the collector binds to", default="127.0.0.1"
    )
    port: int = setting("TALLY_COLLECTOR_PORT", "port the collector listens on", default=8001)
    admin_port: int = setting(
        "TALLY_COLLECTOR_ADMIN_PORT",
        "port of the collector's admin listener; worker n takes this port + n",
        default=9101,
    )
    workers: int = setting(
        "TALLY_COLLECTOR_WORKERS", "processes that share the collector's port", default=1
    )
    identity: str = setting(
        "TALLY_COLLECTOR_ID",
        "name written into each accepted beacon; worker n appends -n",
        default="collector",
    )
    trusted_proxies: str = setting(
        "TALLY_COLLECTOR_TRUSTED_PROXIES",
        "comma separated addresses or networks (10.0.0.0/8) of our own proxies: X-Forwarded-For counts "
        "from them",
        default="",
    )
