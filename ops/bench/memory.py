"""Memory of other processes, as the kernel counts it (proc(5), /proc/<pid>/status)."""

from pathlib import Path


def rss_of(*pids: int) -> float:
    """Resident memory of the processes together, in MiB; processes that have ended count nothing."""
    return sum(_kilobytes(pid) for pid in pids) / 1024


def _kilobytes(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    line = next((line for line in text.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1])
