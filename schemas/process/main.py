"""How a process starts and ends: settings errors in one line, exit codes that a supervisor can read."""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final

from schemas.process.errors import Stop
from schemas.process.settings import SettingError

# sysexits.h: EX_CONFIG tells a supervisor that restarting will not help.
EX_CONFIG: Final = 78


def run(start: Callable[[Mapping[str, str]], int | None]) -> None:
    """Call `start` with the environment and exit with its code; 78 for a bad setting, 1 for Stop."""
    try:
        code = start(os.environ)
    except SettingError as error:
        print(f"tallylight: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(EX_CONFIG)
    except Stop as stop:
        logging.getLogger("process").critical("stopped: %s", stop)
        sys.exit(1)
    sys.exit(code or 0)
