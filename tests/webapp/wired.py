"""The web app around a test's own database and Prometheus."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from schemas.keyring import Keyring, new_key
from schemas.process.settings import Secret, read
from webapp.outbox.publish import publishing
from webapp.parts import Parts, assemble
from webapp.seed.plant import plant
from webapp.settings import WebSettings

# One ring for all: what a test seeds, its web app can read.
RING_KEY = new_key()
RING = Keyring(Secret(RING_KEY), "TALLY_INGEST_KEYS")


def now() -> datetime:
    return datetime.now(UTC)


def parts_with(
    engine: Engine, prometheus: str, clock: Callable[[], datetime] = now, **settings: str | int
) -> Parts:
    """Parts as `webapp.parts.build` makes them; `settings` by the names of WebSettings."""
    keys = {"TALLY_INGEST_KEYS": RING_KEY, "TALLY_APP_KEYS": new_key()}
    web = replace(read(WebSettings, keys), prometheus_url=prometheus, **settings)  # type: ignore[arg-type]
    return assemble(web, engine, clock)


def seed(engine: Engine) -> None:
    """The demo project."""
    with publishing(engine) as session:
        list(plant(session, "http://127.0.0.1:8001", ("http://127.0.0.1:8002",), RING, now()))
