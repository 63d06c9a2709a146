"""`python -m ops.demo.visitor`: visits to the demo shop until SIGTERM."""

import logging
import random
import signal
import sys
import time
from collections.abc import Mapping
from typing import Final

from ops.demo.settings import VisitorSettings
from ops.demo.visitor.crowd import Crowd
from schemas.process.log import configure
from schemas.process.main import run
from schemas.process.settings import SettingError, read

_LONGEST_GAP_S: Final = 3600.0


def start(environ: Mapping[str, str]) -> int:
    """Visit until a signal. Raises SettingError."""
    settings = read(VisitorSettings, environ)
    if not settings.demo_url:
        raise SettingError("TALLY_DEMO_URL is required: the shop to visit")
    if not 1 / _LONGEST_GAP_S <= settings.rate <= 1000:
        raise SettingError("TALLY_DEMO_RATE must be between one an hour and 1000 a second")
    configure("visitor", environ.get("TALLY_LOG_LEVEL", "info"))
    for number in (signal.SIGTERM, signal.SIGINT):
        # Raised wherever we are, a blocked socket included; nothing here needs to be tidied up.
        signal.signal(number, lambda *_: sys.exit(0))
    say = logging.getLogger("visitor").info
    say("visiting %s", settings.demo_url)
    crowd = Crowd(settings.demo_url, random.Random(), time.monotonic, time.sleep, say)
    crowd.stroll(settings.rate)
    return 0


if __name__ == "__main__":
    run(start)
