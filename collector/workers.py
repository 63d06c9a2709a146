"""Several workers on one port (SO_REUSEPORT): each a process of its own, none outliving this one."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from collector.settings import CollectorSettings

_PR_SET_PDEATHSIG: Final = 1


def environment(environ: Mapping[str, str], own: CollectorSettings, number: int) -> dict[str, str]:
    """What worker `number`, from 0, is started with: one worker, an admin port and a name of its own."""
    return {
        **environ,
        "TALLY_COLLECTOR_WORKERS": "1",
        "TALLY_COLLECTOR_FLEET": str(own.fleet or own.workers),
        "TALLY_COLLECTOR_ADMIN_PORT": str(own.admin_port + number),
        "TALLY_COLLECTOR_ID": f"{own.identity}-{number}",
    }


def run(environ: Mapping[str, str], own: CollectorSettings) -> int:
    """Start the workers and wait. SIGTERM goes on to all; when one ends, all are ended.

    The exit code: 0 when every worker ended with 0, else the first other.
    """
    command = (sys.executable, "-m", "collector")
    workers = [
        subprocess.Popen(command, env=environment(environ, own, number), preexec_fn=die_with_parent)
        for number in range(own.workers)
    ]

    def end(*_: object) -> None:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    end()
    codes = [worker.wait() for worker in workers]
    return next((abs(code) for code in codes if code), 0)


def die_with_parent() -> None:
    """prctl(2) PR_SET_PDEATHSIG: the kernel kills this process when the thread that forked it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
