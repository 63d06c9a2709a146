"""The development environment: `python -m ops dev <python arguments>` and what the tests need besides."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ops.bootstrap import become, environment
from ops.local.cache import cache_root

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements-dev.lock"
# Debian package -> programs of which one is enough. Browsers, and what rebuilds the tracker.
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "firefox-esr": ("firefox-esr", "firefox"),
    "nodejs": ("node",),
    "npm": ("npm",),
}


def run(arguments: Iterable[str], environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Become the Python of the development environment with `arguments`; never returns.

    Raises ops.bootstrap.BootstrapError.
    """
    python = environment(LOCK, cache_root(environ), say)
    os.chdir(ROOT)
    become(python, arguments)


def pytest(arguments: Sequence[str]) -> list[str]:
    """How to call pytest: all tests over workers (tests/spread.py), some by this process alone.

    Some are those that a folder, a file or an option's value names; `-n auto` spreads these too.
    """
    is_whole = all(argument.startswith("-") for argument in arguments)
    return ["-m", "pytest", *(("-n", "auto") if is_whole else ()), *arguments]


def missing(path: str | None) -> list[str]:
    """The Debian packages whose programs are not on `path`."""
    return [
        package
        for package, names in PROGRAMS.items()
        if not any(shutil.which(name, path=path) for name in names)
    ]


def bring_programs(environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Install what the tests drive and this machine lacks; root on Debian only, else one line.

    The tests that need it fail by themselves when it stays away.
    """
    packages = missing(environ.get("PATH"))
    if not packages:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(
            f"the tests need programs that are not here; as root: apt-get install {' '.join(packages)}"
        )
        return
    say(f"installing {' '.join(packages)} by apt-get")
    apt = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "--quiet=2", "install", "--no-install-recommends", "--yes", *packages)
    for command in (("apt-get", "--quiet=2", "update"), install):
        subprocess.run(command, env=apt, stdin=subprocess.DEVNULL, check=True)
