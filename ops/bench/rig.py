"""A broker with the declared topics, and the processes to measure, in a folder that goes afterwards."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from ops.local import kafka, ports, ready
from ops.local.cache import cache_root
from ops.local.process import Child, last_lines, start, stop
from ops.topics import ensure

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 60.0
# One machine sends everything: rates are not what is looked at.
UNLIMITED = {
    f"TALLY_COLLECTOR_{bound}": "1000000"
    for bound in ("ADDRESS_RATE", "ADDRESS_BURST", "KEY_RATE", "KEY_BURST")
}


class BenchError(Exception):
    """The figures would mean nothing; the text says why."""


class Rig:
    """One broker and what was started beside it. `broker` is its process id."""

    def __init__(self, folder: Path, partitions: int) -> None:
        self.folder = folder
        self.partitions = partitions
        self._processes: list[Popen[bytes]] = []
        chosen = ports.free_ports(("broker", "controller"))
        self.bootstrap = f"127.0.0.1:{chosen['broker']}"
        cache = cache_root(os.environ)
        child = kafka.prepare(cache, folder, chosen["broker"], chosen["controller"], print)
        self.broker = self.start(child, lambda: ready.is_ready(child.ready))
        ensure(self.bootstrap, partitions, 1, "development", lambda _: None)

    def run(
        self, name: str, command: tuple[str, ...], environment: Mapping[str, str], url: str
    ) -> int:
        """Start `python <command>` and wait until `url` answers 2xx; its process id."""
        known = self._environment(environment)
        return self.start(Child(name, (sys.executable, *command), known), lambda: _answers(url))

    def once(self, command: tuple[str, ...], environment: Mapping[str, str]) -> None:
        """Run `python <command>` to its end. Raises CalledProcessError."""
        known = self._environment(environment)
        subprocess.run((sys.executable, *command), env=known, cwd=self.folder, check=True)

    def stop(self) -> None:
        for process in reversed(self._processes):
            stop(process, 10)

    def start(self, child: Child, is_ready: Callable[[], bool]) -> int:
        """Start the child and wait until it is ready; its process id."""
        log = self.folder / f"{child.name}.log"
        process = start(child, log, self.folder)
        self._processes.append(process)
        deadline = time.monotonic() + PATIENCE
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchError("\n".join([f"{child.name} did not start:", *last_lines(log)]))
            time.sleep(0.1)
        return process.pid

    def _environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        return {
            **os.environ,
            "TALLY_ENV": "development",
            "TALLY_KAFKA_BOOTSTRAP": self.bootstrap,
            "TALLY_PARTITIONS": str(self.partitions),
            "TALLY_LOG_LEVEL": "warning",
            "PYTHONPATH": str(REPOSITORY),
            **environment,
        }


@contextmanager
def rig(partitions: int) -> Iterator[Rig]:
    """A running rig; everything it started has ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="tallylight-bench-") as name:
        made = Rig(Path(name), partitions)
        try:
            yield made
        finally:
            made.stop()


def text_of(url: str) -> str:
    """What `url` answers. Raises OSError."""
    with urllib.request.urlopen(url, timeout=2) as answer:
        return str(answer.read().decode())


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, OSError):
        return False
