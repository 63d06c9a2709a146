"""CPU time of other processes, as the kernel counts it (proc(5), /proc/<pid>/stat)."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(*pids: int) -> float:
    """User and system CPU-seconds of the processes so far, without their children."""
    return sum(_seconds(pid) for pid in pids)


def group_of(leader: int) -> list[int]:
    """Processes of the session that `leader` leads (a server and its workers)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _fields(int(folder.name))
            if fields and int(fields[3]) == leader:
                found.append(int(folder.name))
    return found


def _seconds(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _fields(pid: int) -> list[str]:
    """The fields after the command's name, from `state` on; empty for a process that has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
