"""Processes that the driver keeps itself, beside those of `ops run`."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from ops.local.process import Child, signal_group, start, stop

AGAIN_S: Final = 0.5
OBEYS_S: Final = 30.0


class Keeper:
    """Starts processes, and again when they died. For one thread, whose end would end them."""

    def __init__(self, root: Path, logs: Path) -> None:
        self._root = root
        self._logs = logs
        self._children: dict[str, Child] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}

    @property
    def names(self) -> list[str]:
        return list(self._children)

    def add(self, child: Child) -> None:
        self._children[child.name] = child
        self._start(child)

    def pid(self, name: str) -> int | None:
        """None as long as it is dead."""
        process = self._running.get(name)
        return process.pid if process and process.poll() is None else None

    def child(self, name: str) -> Child:
        return self._children[name]

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def tend(self) -> None:
        """Start those again that died."""
        for name, process in list(self._running.items()):
            if process.poll() is None or time.monotonic() - self._started[name] < AGAIN_S:
                continue
            signal_group(process, signal.SIGKILL)
            self._start(self._children[name])

    def dismiss(self, name: str, number: signal.Signals) -> int:
        """Send it `number` and do without it from now on; its exit code. Raises TimeoutExpired."""
        del self._children[name]
        process = self._running.pop(name)
        process.send_signal(number)
        return process.wait(OBEYS_S)

    def close(self) -> None:
        for process in self._running.values():
            stop(process, patience_s=5)

    def _start(self, child: Child) -> None:
        self._running[child.name] = start(child, self.log(child.name), self._root)
        self._started[child.name] = time.monotonic()
