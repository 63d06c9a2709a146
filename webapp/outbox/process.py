"""`python -m webapp outbox`: settings in, one relay until SIGTERM."""

import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from threading import Event

from schemas.process import log, metrics
from schemas.process.admin import AdminListener
from schemas.process.common import CommonSettings
from schemas.process.settings import read
from webapp.db.engine import make_engine
from webapp.outbox.lock import acquire
from webapp.outbox.relay import Relay
from webapp.outbox.writer import ControlWriter
from webapp.settings import DatabaseSettings, OutboxSettings


def run(environ: Mapping[str, str]) -> None:
    """Publish until SIGTERM or SIGINT. Raises SettingError, Stop."""
    common, own = read(CommonSettings, environ), read(OutboxSettings, environ)
    url = read(DatabaseSettings, environ).database_url.reveal()
    log.configure("outbox", common.log_level)
    registry, engine, stop = metrics.registry(), make_engine(url), Event()
    relay = Relay(
        engine,
        partial(acquire, url),
        partial(ControlWriter, common.kafka_bootstrap),
        lambda: datetime.now(UTC),
        registry,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    listener = AdminListener(common.admin_host, own.admin_port, registry, relay.missing)
    try:
        relay.run(stop)
    finally:
        listener.close()
        engine.dispose()
