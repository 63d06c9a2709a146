"""What must hold before anything is downloaded or started; each fault is one line with its remedy."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.local.ports import is_free
from ops.run.instance import is_locked

DISK_BYTES = 1_500_000_000
MEMORY_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found: free bytes by folder (the setting that moves it), memory, taken ports, lock."""

    disk: Mapping[str, tuple[Path, int]]
    memory: int
    taken: Mapping[str, int]
    locked: Path | None = None


def look(folders: Mapping[str, Path], ports: Mapping[str, int]) -> Facts:
    """Ask the machine. Keys are the names of the settings that choose the folder or the port."""
    disk = {name: (path, shutil.disk_usage(_existing(path)).free) for name, path in folders.items()}
    taken = {name: port for name, port in ports.items() if port and not is_free(port)}
    data = folders["TALLY_DATA_DIR"]
    return Facts(disk, _memory(), taken, data if is_locked(data) else None)


def faults(facts: Facts) -> Iterator[str]:
    """One line per thing that is missing."""
    for setting, (path, free) in facts.disk.items():
        if free < DISK_BYTES:
            yield (
                f"{path}: {_gigabytes(free)} of disk free, {_gigabytes(DISK_BYTES)} needed; "
                f"set {setting} to a folder elsewhere"
            )
    if facts.memory < MEMORY_BYTES:
        yield (
            f"{_gigabytes(facts.memory)} of memory available, {_gigabytes(MEMORY_BYTES)} needed; "
            "end other programs"
        )
    for setting, port in facts.taken.items():
        yield f"port {port} is in use; set {setting} to a free one"
    if facts.locked:
        yield f"{facts.locked} belongs to a run that goes on; set TALLY_DATA_DIR to another folder"


def _memory() -> int:
    """Bytes that programs may still take; Linux knows, elsewhere what is built in."""
    information = Path("/proc/meminfo")
    if not information.exists():
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    lines = information.read_text(encoding="ascii").splitlines()
    [kilobytes] = [int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]
    return kilobytes * 1024


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
