"""What the web app is made of; built once per worker, handed to whoever needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from schemas.process import metrics
from webapp.db.engine import make_engine
from webapp.front.recent import Recent
from webapp.prometheus import Prometheus
from webapp.settings import DatabaseSettings, WebSettings


@dataclass(frozen=True, slots=True)
class Parts:
    """`clock` tells the time in UTC."""

    settings: WebSettings
    engine: Engine
    recent: Recent
    clock: Callable[[], datetime]
    registry: CollectorRegistry


def build(settings: WebSettings, database: DatabaseSettings) -> Parts:
    """The parts by their settings; connects to nothing yet. Raises SettingError."""

    def clock() -> datetime:
        return datetime.now(UTC)

    engine = make_engine(database.database_url.reveal())
    recent = Recent(Prometheus(settings.prometheus_url), clock)
    return Parts(settings, engine, recent, clock, metrics.registry())


def install(app: Flask, parts: Parts) -> None:
    app.extensions["parts"] = parts


def parts() -> Parts:
    """The parts of the app that handles this request."""
    return cast(Parts, current_app.extensions["parts"])
