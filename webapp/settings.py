"""The webapp's settings; what all processes share stands in schemas.process.common."""

from dataclasses import dataclass

from schemas.process.settings import Secret, setting

_COLLECTOR_URL = setting(
    "TALLY_COLLECTOR_URL",
    "the collector as browsers reach it; snippets carry it",
    default="http://127.0.0.1:8001",
)
_INGEST_KEYS = setting(
    "TALLY_INGEST_KEYS",
    "comma separated Fernet keys that encrypt key material; the first encrypts",
)


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where people, keys, definitions and the outbox are kept."""

    database_url: Secret = setting(
        "TALLY_DATABASE_URL",
        "sqlite:///file or postgresql://user:password@host/name",
        default=Secret("sqlite:///tallylight.db"),
    )


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`python -m webapp serve`."""

    ingest_keys: Secret = _INGEST_KEYS
    app_keys: Secret = setting(
        "TALLY_APP_KEYS",
        "comma separated Fernet keys that sessions and tokens are signed with; the first signs",
    )
    public_url: str = setting(
        "TALLY_PUBLIC_URL", "the web app as people reach it", default="http://127.0.0.1:8000"
    )
    insecure_http: bool = setting(
        "TALLY_INSECURE_HTTP",
        "whether people may sign in over plain http from other machines",
        default=False,
    )
    proxies: int = setting(
        "TALLY_WEB_PROXIES",
        "reverse proxies in front of the web app, each adding to X-Forwarded-For and -Proto",
        default=0,
        least=0,
    )
    signup: str = setting(
        "TALLY_SIGNUP",
        "whether strangers may sign up; the first account always may",
        default="open",
        choices=("open", "closed"),
    )
    attempts_per_hour: int = setting(
        "TALLY_ATTEMPTS_PER_HOUR",
        "sign-ins and sign-ups that one address may try within an hour, per web app process",
        default=60,
        least=1,
    )
    host: str = setting("TALLY_WEB_HOST", "address that the web app binds to", default="127.0.0.1")
    port: int = setting("TALLY_WEB_PORT", "port of the web app", default=8000)
    admin_port: int = setting(
        "TALLY_WEB_ADMIN_PORT", "port of the web app's admin listener", default=9104
    )
    threads: int = setting("TALLY_WEB_THREADS", "requests answered at the same time", default=8)
    hosts: str = setting(
        "TALLY_WEB_HOSTS",
        "comma separated host names that people reach the web app by, besides loopback",
        default="",
    )
    collector_url: str = _COLLECTOR_URL
    prometheus_url: str = setting(
        "TALLY_PROMETHEUS_URL",
        "the Prometheus that samples are written to and read from",
        default="http://127.0.0.1:9090",
    )
    live_url: str = setting(
        "TALLY_LIVE_URL",
        "the live process as browsers reach it",
        default="http://127.0.0.1:8003",
    )
    grafana_url: str = setting("TALLY_GRAFANA_URL", "Grafana as browsers reach it", default="")
    demo_url: str = setting("TALLY_DEMO_URL", "the demo shop as browsers reach it", default="")


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """`python -m webapp outbox`."""

    admin_port: int = setting(
        "TALLY_OUTBOX_ADMIN_PORT", "port of the outbox's admin listener", default=9105
    )


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """`python -m webapp live`."""

    host: str = setting(
        "TALLY_LIVE_HOST", "address that the live process binds to", default="127.0.0.1"
    )
    port: int = setting("TALLY_LIVE_PORT", "port of the live process", default=8003)
    admin_port: int = setting(
        "TALLY_LIVE_ADMIN_PORT", "port of the live process' admin listener", default=9106
    )


@dataclass(frozen=True, slots=True)
class SnippetsSettings:
    """`python -m webapp snippets`."""

    ingest_keys: Secret = _INGEST_KEYS
    collector_url: str = _COLLECTOR_URL


@dataclass(frozen=True, slots=True)
class SeedSettings:
    """`python -m webapp seed`."""

    ingest_keys: Secret = _INGEST_KEYS
    collector_url: str = _COLLECTOR_URL
    origins: str = setting(
        "TALLY_SEED_ORIGINS",
        "comma separated origins that the demo key allows",
        default="http://127.0.0.1:8002,http://localhost:8002",
    )
    email: str = setting(
        "TALLY_SEED_EMAIL", "address of the demo's owner", default="demo@example.test"
    )
    password: Secret = setting(
        "TALLY_SEED_PASSWORD",
        "password of the demo's owner; without one the demo has no owner",
        default=Secret(""),
    )


@dataclass(frozen=True, slots=True)
class CanaryKeysSettings:
    """`python -m webapp canary`."""

    ingest_keys: Secret = _INGEST_KEYS
