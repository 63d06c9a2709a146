"""One run's data folder: its lock, its secrets, its ports.json."""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO

from ops.local.cache import write_whole
from ops.local.ports import free_ports, is_free
from ops.secrets import fernet_key


class FolderInUseError(Exception):
    """Another run holds the data folder."""


class Instance:
    """The data folder of one run, made when missing. Holds its lock until the process ends.

    Raises FolderInUseError when another run has it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.logs = self.folder / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.folder / "lock")

    def close(self) -> None:
        """Give the folder back before the process ends."""
        self._lock.close()

    def secret(self, name: str, make: Callable[[], str] = fernet_key) -> Path:
        """The file of secret `name`, made at the first call: a key ring of one Fernet key by default."""
        path = self.folder / "secrets" / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not path.exists():
            write_whole(path, f"{make()}\n", mode=0o600)
        return path

    def ports(self, fixed: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
        """The `fixed` ports and one for each of `names`: the last run's while free, else a free one."""
        last = self._last_ports()
        kept = {name: last[name] for name in names if name in last and is_free(last[name])}
        kept = {name: port for name, port in kept.items() if port not in fixed.values()}
        fresh = free_ports(name for name in names if name not in kept)
        return {**fixed, **kept, **fresh}

    def write_ports(self, ports: Mapping[str, int], pids: Mapping[str, int]) -> None:
        """Tell everybody what listens where, and which process is which."""
        content = {"supervisor": os.getpid(), "ports": dict(ports), "pids": dict(pids)}
        write_whole(self.folder / "ports.json", json.dumps(content, indent=2) + "\n")

    def _last_ports(self) -> dict[str, int]:
        path = self.folder / "ports.json"
        if not path.exists():
            return {}
        return dict(json.loads(path.read_text(encoding="utf-8"))["ports"])


def is_locked(folder: Path) -> bool:
    """Whether a run holds data folder `folder` now; it need not exist."""
    if not (folder / "lock").exists():
        return False
    try:
        _locked(folder / "lock").close()
    except FolderInUseError:
        return True
    return False


def _locked(path: Path) -> IO[str]:
    file = path.open("a", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise FolderInUseError(
            f"{path.parent} is in use by another run; set TALLY_DATA_DIR to another folder"
        ) from None
    return file
