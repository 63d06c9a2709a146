"""The whole system as a person starts it: `make run`'s command, its URLs, Ctrl-C."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

ROOT: Final = Path(__file__).parent.parent.parent
START_S: Final = 240.0
STOP_S: Final = 20.0
PROJECT: Final = "demo-shop"
VIEWS: Final = f'sum(page_views_total{{project="{PROJECT}"}})'
_ADDRESS: Final = re.compile(r"^tallylight +(?:[A-Z][A-Za-z ]+) +(http://\S+)$", re.MULTILINE)
_ALL_UP: Final = "Ctrl-C stops everything"
# A definition counts from a window (5 s) that begins 6 s after it was saved; see the design's metrics.md.
_IN_FORCE_S: Final = 11


class Stack:
    """One local run on ports and in a folder of its own. `start` and `stop` may alternate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.data = folder / "data"
        self._log = folder / "run.log"
        ports = _free_ports(3)
        named = zip(("WEB", "COLLECTOR", "DEMO"), ports, strict=True)
        self.web, self.collector, self.demo = (f"http://127.0.0.1:{port}" for port in ports)
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("TALLY_")},
            **{f"TALLY_{name}_PORT": str(port) for name, port in named},
            "TALLY_DATA_DIR": str(self.data),
            "TALLY_DEMO_TRAFFIC": "off",
        }

    def start(self) -> None:
        """Start it and wait until all that it prints answers."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "ops", "run"),
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for("everything to be up", self._is_up, START_S)
        printed = _ADDRESS.findall(self.log())
        assert {self.web, self.collector, self.demo} <= set(printed), self.log()
        for address in printed:
            wait_for(f"{address} to answer", partial(answers, address), 20)

    def wait_until_definitions_count(self) -> None:
        time.sleep(_IN_FORCE_S)

    def stop(self) -> None:
        """Ctrl-C, as a terminal sends it; fails when it does not end in time or with another code."""
        self._process.send_signal(signal.SIGINT)
        assert self._process.wait(STOP_S) == 0, self.log()

    def kill(self) -> None:
        """For the end of a test that failed; what it started ends with it."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def pids(self) -> dict[str, int]:
        return dict(self._state()["pids"])

    def number(self, promql: str) -> float:
        """The one value of an instant query on this run's Prometheus, 0 when there is none."""
        port = self._state()["ports"]["prometheus"]
        address = f"http://127.0.0.1:{port}/api/v1/query?{urlencode({'query': promql})}"
        with urlopen(address, timeout=10) as answer:
            result = json.load(answer)["data"]["result"]
        assert len(result) <= 1, result
        return float(result[0]["value"][1]) if result else 0.0

    def views(self) -> float:
        return self.number(VIEWS)

    def events(self, result: str) -> float:
        """Events of the ledger with that result, rejected ones of every reason together."""
        return self.number(
            f'sum(tally_ledger_events_total{{project="{PROJECT}",result="{result}"}})'
        )

    def answers(self, code: str) -> float:
        """How many of the collector's answers had that code so far."""
        port = self._state()["ports"]["collector_admin"]
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        line = rf'^tally_collector_answers_total{{code="{code}",.*}} (\S+)$'
        return sum(float(value) for value in re.findall(line, text, re.MULTILINE))

    def files(self) -> dict[Path, bytes]:
        """Everything the run wrote: data, logs, and what it printed."""
        found = {}
        for path in self._folder.rglob("*"):
            # Kafka writes its checkpoints to a file that it then renames.
            with suppress(FileNotFoundError):
                if path.is_file():
                    found[path] = path.read_bytes()
        return found

    def left(self) -> list[str]:
        """Command lines of processes that this run's folder is written in (Linux: /proc)."""
        mark, found = str(self._folder / "data").encode(), list[str]()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
                known = command + (process / "environ").read_bytes()
            except OSError:  # it ended meanwhile, or is somebody else's
                continue
            if mark in known and int(process.name) != os.getpid():
                found.append(command.replace(b"\0", b" ").decode(errors="replace"))
        return found

    def _is_up(self) -> bool:
        assert self._process.poll() is None, self.log()
        return _ALL_UP in self.log()

    def _state(self) -> dict[str, Any]:
        return dict(json.loads((self._folder / "data" / "ports.json").read_text(encoding="utf-8")))


def wait_for(what: str, met: Callable[[], bool], limit: float = 60.0) -> None:
    """Poll until `met`; fail with `what` after `limit` seconds."""
    deadline = time.monotonic() + limit
    while not met():
        assert time.monotonic() < deadline, f"still waiting for {what} after {limit:.0f} s"
        time.sleep(0.2)


def answers(address: str) -> bool:
    """Whether an HTTP server answers there, with whatever status."""
    try:
        urlopen(address, timeout=5).close()
    except HTTPError:
        return True
    except OSError:
        return False
    return True


def _free_ports(count: int) -> list[int]:
    """Below those that the system gives away by itself: nobody may take one before it is used."""
    tried = (port for port in random.sample(range(11_000, 32_000), 1_000) if _is_free(port))
    return list(islice(tried, count))


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
