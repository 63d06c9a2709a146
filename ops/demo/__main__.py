"""`python -m ops.demo`: the demo shop until SIGTERM."""

import logging
import random
import signal
from collections.abc import Mapping
from threading import Thread

from ops.demo.app import Shop
from ops.demo.layout import Carries
from ops.demo.server import ShopServer
from ops.demo.settings import ShopSettings
from schemas.process.errors import Stop
from schemas.process.log import configure
from schemas.process.main import run
from schemas.process.settings import read


def start(environ: Mapping[str, str]) -> int:
    """Serve until a signal. Raises SettingError, Stop when the port is taken."""
    settings = read(ShopSettings, environ)
    configure("demo", environ.get("TALLY_LOG_LEVEL", "info"))
    carries = Carries(settings.collector_url, settings.project, settings.web_url)
    shop = Shop(carries, lambda: random.randrange(10_000, 100_000))
    try:
        server = ShopServer(shop, settings.port)
    except OSError as error:
        raise Stop(f"port {settings.port} (TALLY_DEMO_PORT): {error.strerror}") from error
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the loop that runs in this thread, so another one has to ask.
        signal.signal(number, lambda *_: Thread(target=server.shutdown).start())
    logging.getLogger("demo").info("serving", extra={"port": server.server_port})
    with server:
        server.serve_forever(poll_interval=0.2)
    return 0


if __name__ == "__main__":
    run(start)
