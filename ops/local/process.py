"""Child processes of the local run: each in its own process group, none outliving us."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# The text, not the path: another user may not be allowed to read our folders.
_TETHER = Path(__file__).with_name("tether.py").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Child:
    """A process to run: what to start, when it counts as ready, what must be ready before it.

    `environment` is complete, nothing is inherited. `ready` is an address for `ready.is_ready`.
    A child that runs `once` is ready when it has ended with 0, and is not started again.
    `run_as` is a user id, for root only.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: str = ""
    needs: tuple[str, ...] = ()
    once: bool = False
    run_as: int | None = None


def start(child: Child, log: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """Start `child` in `folder` as the leader of a new session, output appended to `log`.

    On Linux the kernel kills it when the calling thread ends in whatever way. A command that cannot
    be executed ends at once, the reason in its log.
    """
    user = "" if child.run_as is None else str(child.run_as)
    tether = (sys.executable, "-IS", "-c", _TETHER, str(os.getpid()), user)
    with log.open("ab") as output:
        return subprocess.Popen(
            (*tether, *child.command),
            cwd=folder,
            env=dict(child.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Send `number` to the child and all it started in its group; nothing if none is left."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def stop(process: "subprocess.Popen[bytes]", patience_s: float) -> None:
    """SIGTERM, `patience_s` to obey, then SIGKILL for the whole group. Returns when it has ended."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        pass
    finally:
        signal_group(process, signal.SIGKILL)
    process.wait()


def last_lines(log: Path, count: int = 5, begin: int = 0, limit: int = 8192) -> list[str]:
    """The last `count` lines of a log, of its last `limit` bytes, none from before byte `begin`.

    Empty when there is no log; a log that was cut since is read from its start.
    """
    if not log.exists():
        return []
    size = log.stat().st_size
    with log.open("rb") as file:
        file.seek(max(0, size - limit, begin if begin <= size else 0))
        return file.read().decode("utf-8", "replace").splitlines()[-count:]
