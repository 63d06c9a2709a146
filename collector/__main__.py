"""`python -m collector`: read the settings, then serve until SIGTERM."""

from collections.abc import Mapping

from collector import loop, workers
from collector.process import Collector
from collector.settings import CollectorSettings
from schemas.process import log
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


if __name__ == "__main__":
    run(start)
