"""A whole system of its own for one run: `python -m ops run`, its data in a folder that goes away."""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from ops.local.ports import free_ports
from ops.local.process import Child, start

ROOT: Final = Path(__file__).parent.parent.parent
START_S: Final = 180.0
STOP_S: Final = 30.0
# Each with a project of its own; few, since every rerun begins a process for each of them.
PARTITIONS: Final = 4
# One address sends everything with one key, and makes all accounts.
_RATES: Final = {
    "TALLY_ATTEMPTS_PER_HOUR": "1000",
    **{
        f"TALLY_COLLECTOR_{bound}": "1000000"
        for bound in ("ADDRESS_RATE", "ADDRESS_BURST", "KEY_RATE", "KEY_BURST")
    },
}
_ALL_UP: Final = "Ctrl-C stops everything"


class NotUpError(Exception):
    """The system did not come up; the end of its log is in the text."""


class Stack:
    """The running system; a context. `folder` keeps its data and its log.

    It ends with the thread that entered, in whatever way that ends.
    """

    def __init__(self, folder: Path, extra: Mapping[str, str]) -> None:
        self._folder = folder
        self.log = folder / "run.log"
        chosen = free_ports(("WEB", "COLLECTOR", "DEMO"))
        ours = {f"TALLY_{name}_PORT": str(port) for name, port in chosen.items()}
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TALLY_")}
        where = {"TALLY_DATA_DIR": str(folder / "data"), "TALLY_DEMO_TRAFFIC": "off"}
        count = {"TALLY_PARTITIONS": str(PARTITIONS)}
        self._environment = {**inherited, **ours, **where, **count, **_RATES, **extra}

    def __enter__(self) -> "Stack":
        run = Child("run", (sys.executable, "-m", "ops", "run"), self._environment)
        self._process = start(run, self.log, ROOT)
        with ExitStack() as entering:
            entering.callback(self._stop)
            self._wait()
            entering.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def pids(self) -> dict[str, int]:
        """The processes as the supervisor knows them now."""
        return dict(self._state()["pids"])

    def port(self, name: str) -> int:
        return int(self._state()["ports"][name])

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port(name)}"

    def log_of(self, name: str) -> Path:
        return self._folder / "data" / "logs" / f"{name}.log"

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port('kafka')}"

    def address(self, name: str) -> str:
        """Where `ops.local.ready` may ask whether process `name` is ready."""
        if name == "kafka":
            return f"kafka://{self.bootstrap}"
        if name == "prometheus":
            return f"{self.url(name)}/-/ready"
        return f"{self.url(f'{name}_admin')}/readyz"

    def _state(self) -> dict[str, Any]:
        text = (self._folder / "data" / "ports.json").read_text(encoding="utf-8")
        return dict(json.loads(text))

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while _ALL_UP not in self.log.read_text(encoding="utf-8", errors="replace"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise NotUpError(self.log.read_text(encoding="utf-8", errors="replace")[-2000:])
            time.sleep(0.2)

    def _stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_S)
        finally:
            self._process.kill()
