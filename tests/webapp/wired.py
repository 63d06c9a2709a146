"""The web app around a test's own database and Prometheus."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from schemas.keyring import Keyring, new_key
from schemas.process.settings import Secret, read
from webapp.front.recent import Recent
from webapp.outbox.publish import publishing
from webapp.parts import Parts
from webapp.prometheus import Prometheus
from webapp.seed.plant import plant
from webapp.settings import WebSettings


def now() -> datetime:
    return datetime.now(UTC)


def parts_with(
    engine: Engine, prometheus: str, clock: Callable[[], datetime] = now, **settings: str
) -> Parts:
    """Parts as `webapp.parts.build` makes them; `settings` by the names of WebSettings."""
    web = replace(read(WebSettings, {}), prometheus_url=prometheus, **settings)  # type: ignore[arg-type]
    return Parts(web, engine, Recent(Prometheus(prometheus), clock), clock, CollectorRegistry())


def seed(engine: Engine) -> None:
    """The demo project."""
    ring = Keyring(Secret(new_key()), "TALLY_INGEST_KEYS")
    with publishing(engine) as session:
        list(plant(session, "http://127.0.0.1:8001", ("http://127.0.0.1:8002",), ring, now()))
