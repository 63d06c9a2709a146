"""`python -m collector [salts]`: read the settings, then serve, or keep the salts, until SIGTERM."""

import argparse
import signal
import time
from collections.abc import Mapping
from threading import Event

from collector import loop, workers
from collector.process import Collector
from collector.salt_keeper import SaltKeeper
from collector.settings import CollectorSettings, SaltsSettings
from schemas.keyring import Keyring
from schemas.process import log, metrics
from schemas.process.admin import AdminListener
from schemas.process.common import CommonSettings
from schemas.process.main import run
from schemas.process.settings import read


def start(environ: Mapping[str, str]) -> int:
    """The exit code. Raises SettingError, Stop."""
    common, own = read(CommonSettings, environ), read(CollectorSettings, environ)
    log.configure("collector", common.log_level)
    if own.workers > 1:
        return workers.run(environ, own)
    loop.run(serve(common, own))
    return 0


async def serve(common: CommonSettings, own: CollectorSettings) -> None:
    """One worker, in this process."""
    await Collector(common, own).run()


def salts(environ: Mapping[str, str]) -> None:
    """Keep topic `salts`. Raises SettingError, Stop."""
    common, own = read(CommonSettings, environ), read(SaltsSettings, environ)
    log.configure("salts", common.log_level)
    registry, stop = metrics.registry(), Event()
    ring = Keyring(own.ingest_keys, "TALLY_INGEST_KEYS")
    keeper = SaltKeeper(common.kafka_bootstrap, ring, _now_ms, registry)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    admin = AdminListener(common.admin_host, own.admin_port, registry, keeper.missing)
    try:
        keeper.run(stop)
    finally:
        admin.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m collector")
    parser.add_argument("verb", nargs="?", choices=["serve", "salts"], default="serve")
    run({"serve": start, "salts": salts}[parser.parse_args().verb])


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    main()
