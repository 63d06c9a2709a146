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
    fleet: int = setting(
        "TALLY_COLLECTOR_FLEET",
        "collector workers on all machines together, by which rates are divided; 0 = this machine's",
        default=0,
        least=0,
    )
    key_rate: int = setting(
        "TALLY_COLLECTOR_KEY_RATE",
        "events a second that a key may send when it has no rate of its own",
        default=1_000,
        least=1,
    )
    key_burst: int = setting(
        "TALLY_COLLECTOR_KEY_BURST",
        "events that such a key may send at once after a pause",
        default=10_000,
        least=1,
    )
    address_rate: int = setting(
        "TALLY_COLLECTOR_ADDRESS_RATE",
        "beacons a second that one client address may send; servers have their key's rate instead",
        default=100,
        least=1,
    )
    address_burst: int = setting(
        "TALLY_COLLECTOR_ADDRESS_BURST",
        "beacons that one client address may send at once after a pause",
        default=1_000,
        least=1,
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
    country_header: str = setting(
        "TALLY_COLLECTOR_COUNTRY_HEADER",
        "header in which our own proxies tell the visitor's country (CF-IPCountry); empty for none",
        default="",
    )


@dataclass(frozen=True, slots=True)
class SaltsSettings:
    """What encrypts the visitor salts, and where their keeper can be asked how it is."""

    ingest_keys: Secret = setting(
        "TALLY_INGEST_KEYS",
        "comma separated Fernet keys for key material on topic control; the first encrypts",
    )
    admin_port: int = setting(
        "TALLY_SALTS_ADMIN_PORT", "port of the salt keeper's admin listener", default=9107
    )
