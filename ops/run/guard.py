"""The guard: when the supervisor ends in whatever way, everything it started ends too.

Run as a program. Reads `+<group>` and `-<group>` lines (process groups) from standard input; at its end
it kills the groups that are left. The kernel's parent death signal reaches children only, this reaches
what they started as well.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


class Guard:
    """The supervisor's side of the guard process."""

    def __init__(self) -> None:
        # -IS and a session of its own: quick to start, and Ctrl-C in the terminal does not reach it.
        self._process = subprocess.Popen(
            (sys.executable, "-IS", str(Path(__file__).absolute())),
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def add(self, group: int) -> None:
        """Kill `group` when we end."""
        self._write(f"+{group}")

    def remove(self, group: int) -> None:
        """`group` has ended; its number may belong to others soon."""
        self._write(f"-{group}")

    def close(self) -> None:
        """Let the guard kill what is left, and end."""
        self._process.communicate()

    def _write(self, line: str) -> None:
        if self._process.stdin:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()


def main(lines: Iterable[str]) -> None:
    """Follow `lines` to their end, then kill the groups that are left."""
    groups = set[int]()
    for line in lines:
        change = groups.add if line[0] == "+" else groups.discard
        change(int(line[1:]))
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.stdin)
