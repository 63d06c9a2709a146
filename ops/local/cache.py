"""Downloads and built things that several runs share: made under a temporary name, published by rename."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path


def cache_root(environ: Mapping[str, str]) -> Path:
    """The cache of this user: $XDG_CACHE_HOME/tallylight, else ~/.cache/tallylight. May not exist yet."""
    base = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or Path.home(), ".cache")
    return Path(base, "tallylight").absolute()


def published(target: Path, build: Callable[[Path], None]) -> Path:
    """The folder `target`; when missing, `build(temporary folder)` fills one that is renamed to it.

    Two runs at once both build and the first rename wins: nobody ever sees half a folder.
    Whatever `build` raises passes through and leaves nothing behind.
    """
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        build(unfinished)
        unfinished.chmod(0o755)
        _rename(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace `path` by rename, so that a reader sees the old text or the new, never a part."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
    Path(name).replace(path)


def _rename(unfinished: Path, target: Path) -> None:
    try:
        unfinished.rename(target)
    except OSError:
        if not target.is_dir():  # not lost to another run, but really refused
            raise
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(unfinished)
