"""Starts children in the order of their needs, restarts the dead, stops all in reverse order."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ops.local.process import Child, last_lines, signal_group, start
from ops.local.ready import is_ready
from ops.run.guard import Guard
from ops.run.lives import (
    STOP_KILL_S,
    Act,
    Life,
    Phase,
    Seen,
    decide,
    needs_met,
    to_stop,
)

LOG_LIMIT = 10 * 1024 * 1024


class Supervisor:
    """Runs `children` in `folder`, their output in `logs`; `say` gets one line for each event.

    Not thread-safe. `step` and `stop` block for a second at most per child that does not answer.
    """

    def __init__(
        self,
        children: Sequence[Child],
        folder: Path,
        logs: Path,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.children = tuple(children)
        self.lives = {child.name: Life() for child in children}
        self._folder, self._logs, self._say, self._clock = folder, logs, say, clock
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._begins: dict[str, int] = {}  # where in its log a child's present life begins
        self._guard = Guard()

    @property
    def pids(self) -> dict[str, int]:
        """The processes that were started and have not been seen to end."""
        return {name: process.pid for name, process in self._processes.items()}

    @property
    def all_up(self) -> bool:
        """Whether everything is ready or done."""
        return all(life.phase in (Phase.READY, Phase.DONE) for life in self.lives.values())

    def step(self) -> bool:
        """Look at every child once and do what is due. Whether anything was done."""
        acts = [self._step(child) for child in self.children]
        return any(act is not Act.NOTHING for act in acts)

    def _step(self, child: Child) -> Act:
        before, now = self.lives[child.name], self._clock()
        seen = self._look(child, before)
        life, act = decide(child, before, seen, needs_met(child, self.lives), now)
        self.lives[child.name] = life
        self._do(act, child, seen, now - before.since)
        _bound(self._log(child))
        return act

    def _look(self, child: Child, life: Life) -> Seen:
        process = self._processes.get(child.name)
        if process is None:
            return Seen()
        code = process.poll()
        asked = code is None and life.phase is Phase.STARTING and not child.once
        return Seen(code, asked and is_ready(child.ready))

    def _do(self, act: Act, child: Child, seen: Seen, lasted: float) -> None:
        match act:
            case Act.START:
                self._start(child)
            case Act.TELL_READY:
                self._say(f"{child.name}: {'done' if child.once else 'ready'} in {lasted:.1f} s")
                if child.once:
                    self._forget(child.name)
            case Act.TELL_DIED:
                self._tell_died(child, seen.exit_code)
                self._forget(child.name)
            case Act.KILL_HUNG:
                self._say(f"{child.name}: not ready after {lasted:.0f} s, killed")
                signal_group(self._processes[child.name], signal.SIGKILL)

    def _start(self, child: Child) -> None:
        log = self._log(child)
        self._begins[child.name] = log.stat().st_size if log.exists() else 0
        process = start(child, log, self._folder)
        self._guard.add(process.pid)
        self._processes[child.name] = process

    def _tell_died(self, child: Child, code: int | None) -> None:
        life = self.lives[child.name]
        for line in last_lines(self._log(child), begin=self._begins[child.name]):
            self._say(f"{child.name} | {line}")
        then = f"started again in {life.due - life.since:.1f} s"
        if life.phase is Phase.GIVEN_UP:
            then = "a setting is wrong, so it is not started again"
        self._say(f"{child.name}: ended with {code}, {then}")

    def _forget(self, name: str) -> None:
        """Of an ended child: whatever it left behind in its group goes too."""
        process = self._processes.pop(name)
        signal_group(process, signal.SIGKILL)
        self._guard.remove(process.pid)

    def stop(self, at_once: Callable[[], bool]) -> None:
        """Stop everything, who nobody needs first; kill what is left at last or when `at_once()`."""
        began, asked = self._clock(), set[str]()
        while self._processes:
            elapsed = self._clock() - began
            if at_once() or elapsed > STOP_KILL_S:
                self._kill_all()
            for name in to_stop(self.children, frozenset(self._processes), elapsed) - asked:
                asked.add(name)
                self._processes[name].send_signal(signal.SIGTERM)
            time.sleep(0.02)
            for name in [name for name, p in self._processes.items() if p.poll() is not None]:
                self._forget(name)
        self._guard.close()

    def _kill_all(self) -> None:
        for name, process in self._processes.items():
            self._say(f"{name}: killed")
            signal_group(process, signal.SIGKILL)
            process.wait()

    def _log(self, child: Child) -> Path:
        return self._logs / f"{child.name}.log"


def _bound(log: Path) -> None:
    """Keep a log and one older copy of at most LOG_LIMIT each; writers append, so cutting is safe."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        shutil.copyfile(log, log.with_suffix(".old.log"))
        with log.open("r+b") as file:
            file.truncate(0)
