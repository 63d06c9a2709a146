"""Become another program that the kernel kills when our parent ends in whatever way (Linux).

Run as `python -IS -c <this text> <pid of the parent> <user id, or nothing> <command> ...`: code between
fork and exec would be unsafe in a process with threads, so it is a program of its own.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2); a change of user undoes it, so it comes last


def main(parent: int, user: str, command: list[str]) -> None:
    """Change to `user`, tie to `parent`, execute `command`; exit with 1 when it cannot be."""
    if user:
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we were tied
        sys.exit(1)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
