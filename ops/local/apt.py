"""Fetch a Debian package and unpack it into a folder: no root, nothing installed."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path


class AptError(Exception):
    """The package could not be fetched or unpacked; what apt said, in one line."""


def is_possible() -> bool:
    """Whether this machine has Debian's tools at all."""
    return all(shutil.which(tool) for tool in ("apt-get", "dpkg-deb"))


def unpack(package: str, folder: Path, say: Callable[[str], None]) -> None:
    """Unpack `package` of the machine's own sources, its signature checked by apt, into `folder`.

    Uses the machine's package lists when they know it, else fetches lists of its own (about 10 MB).
    Blocks on the network. Raises AptError.
    """
    private = folder / ".apt"
    for part in ("state/lists/partial", "cache/archives/partial", "deb"):
        (private / part).mkdir(parents=True)
    try:
        _unpack(package, folder, private, say)
    finally:
        shutil.rmtree(private)


def _unpack(package: str, folder: Path, private: Path, say: Callable[[str], None]) -> None:
    archives = private / "deb"
    cache_only = _options(("Dir::Cache", private / "cache"))
    if _apt((*cache_only, "download", package), archives).returncode:
        own_lists = (*cache_only, *_options(*_state(private / "state")))
        say(f"{package}: this machine's package lists do not have it, fetching our own")
        _must(_apt((*own_lists, "update"), archives))
        _must(_apt((*own_lists, "download", package), archives))
    [archive] = archives.glob("*.deb")
    _must(_run(("dpkg-deb", "--extract", str(archive), str(folder)), folder))


def _state(folder: Path) -> tuple[tuple[str, Path], ...]:
    """Lists of our own. What is installed stays where it is: apt stops when that file is missing."""
    installed = Path("/var/lib/dpkg/status")
    return (
        ("Dir::State", folder),
        ("Dir::State::lists", folder / "lists"),
        ("Dir::State::status", installed),
    )


def _options(*settings: tuple[str, Path]) -> tuple[str, ...]:
    """apt's -o options. Sandbox user root: do not become _apt, who may not write to our folder."""
    pairs = (*settings, ("APT::Sandbox::User", "root"))
    return tuple(part for name, value in pairs for part in ("-o", f"{name}={value}"))


def _apt(arguments: tuple[str, ...], folder: Path) -> "subprocess.CompletedProcess[str]":
    return _run(("apt-get", "--quiet=2", *arguments), folder)


def _run(command: tuple[str, ...], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def _must(done: "subprocess.CompletedProcess[str]") -> None:
    if done.returncode:
        raise AptError(" ".join((done.stderr or done.stdout).split())[:300])
