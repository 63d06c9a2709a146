"""What the web app is made of; built once per worker, handed to whoever needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from schemas.keyring import Keyring
from schemas.process import metrics
from schemas.process.settings import SettingError
from webapp.accounts.bearer import Bearer
from webapp.accounts.derived import Derived, derive
from webapp.charts.recent import Recent
from webapp.db.engine import make_engine
from webapp.prometheus import Prometheus
from webapp.security.attempts import Attempts
from webapp.security.limits import LOOPBACK
from webapp.settings import DatabaseSettings, WebSettings


@dataclass(frozen=True, slots=True)
class Parts:
    """`clock` tells the time in UTC; `ring` is the ingest ring, which the collector shares."""

    settings: WebSettings
    engine: Engine
    ring: Keyring
    cookie_keys: Derived
    bearer: Bearer
    prometheus: Prometheus
    recent: Recent
    attempts: Attempts
    clock: Callable[[], datetime]
    registry: CollectorRegistry


def build(settings: WebSettings, database: DatabaseSettings) -> Parts:
    """The parts by their settings; connects to nothing yet. Raises SettingError."""
    return assemble(
        settings, make_engine(database.database_url.reveal()), lambda: datetime.now(UTC)
    )


def assemble(settings: WebSettings, engine: Engine, clock: Callable[[], datetime]) -> Parts:
    """The parts around a database. Raises SettingError for malformed keys or an insecure address."""
    _refuse_insecure(settings)
    prometheus = Prometheus(settings.prometheus_url)
    return Parts(
        settings=settings,
        engine=engine,
        ring=Keyring(settings.ingest_keys, "TALLY_INGEST_KEYS"),
        cookie_keys=derive(settings.app_keys, "TALLY_APP_KEYS", "cookie"),
        bearer=Bearer(settings.public_url, derive(settings.app_keys, "TALLY_APP_KEYS", "bearer")),
        prometheus=prometheus,
        recent=Recent(prometheus, clock),
        attempts=Attempts(settings.attempts_per_hour),
        clock=clock,
        registry=metrics.registry(),
    )


def _refuse_insecure(settings: WebSettings) -> None:
    """Passwords and cookies do not cross a network in the clear unless the operator says so."""
    address = urlsplit(settings.public_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SettingError("TALLY_PUBLIC_URL must be an http or https address")
    if address.scheme == "http" and not settings.insecure_http and address.hostname not in LOOPBACK:
        raise SettingError("TALLY_PUBLIC_URL must be https, or set TALLY_INSECURE_HTTP=1")


def install(app: Flask, parts: Parts) -> None:
    app.extensions["parts"] = parts


def parts() -> Parts:
    """The parts of the app that handles this request."""
    return cast(Parts, current_app.extensions["parts"])
