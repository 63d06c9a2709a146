"""Starting the webapp's processes as an operator does."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.local.ports import free_ports
from schemas.keyring import new_key

_ROOT = Path(__file__).parents[2]
_RING = new_key()


def start(command: str, log: Path, **settings: str) -> subprocess.Popen[bytes]:
    """`python -m webapp <command>` with nothing in its environment but key rings and these settings."""
    rings = {"TALLY_INGEST_KEYS": _RING, "TALLY_APP_KEYS": _RING}
    environ = {"PATH": os.environ["PATH"], **rings, **settings}
    with log.open("ab") as output:
        return subprocess.Popen(
            (sys.executable, "-m", "webapp", command), cwd=_ROOT, env=environ, stderr=output
        )


def run(command: str, log: Path, **settings: str) -> int:
    """The exit code of a command that ends by itself."""
    return start(command, log, **settings).wait(60)


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Never leave it behind."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()


def free_port() -> int:
    return free_ports(("one",))["one"]


def readiness(port: int) -> tuple[int, list[str]]:
    """Status and missing parts of an admin listener; (0, []) while nothing listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:  # also one that ends, or stalls, while it answers
        return 0, []
