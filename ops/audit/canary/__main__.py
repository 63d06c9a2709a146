"""`python -m ops.audit.canary`: run the canary until SIGTERM."""

import signal
from collections.abc import Mapping
from threading import Event

from ops.audit.canary.round import Canary, Measures, Pace
from ops.audit.canary.sender import stations
from ops.chaos.prometheus import Prometheus
from ops.settings import CanarySettings
from schemas.process import log, metrics
from schemas.process.admin import AdminListener
from schemas.process.common import CommonSettings
from schemas.process.main import run
from schemas.process.settings import read


def canary(environ: Mapping[str, str]) -> None:
    """Raises SettingError."""
    common, own = read(CommonSettings, environ), read(CanarySettings, environ)
    log.configure("canary", common.log_level)
    registry, stop = metrics.registry(), Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    runs = Canary(
        stations(own.keys),
        own.collector_url.rstrip("/"),
        Prometheus(own.prometheus_url),
        Pace(own.every_seconds, own.settled_seconds),
        Measures(registry),
    )
    admin = AdminListener(common.admin_host, own.admin_port, registry, list)
    try:
        runs.run(stop)
    finally:
        admin.close()


if __name__ == "__main__":
    run(canary)
