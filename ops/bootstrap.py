"""A virtual environment in the cache, one per lock file and Python; works under a bare Python."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from ops.local.cache import published

_PIP = ("install", "--no-input", "--disable-pip-version-check", "--require-hashes", "--requirement")


class BootstrapError(Exception):
    """The environment could not be made; one line for a person, pip's last words in it."""


def environment(lock: Path, cache: Path, say: Callable[[str], None]) -> Path:
    """The Python of an environment that holds exactly what `lock` names.

    Made under a temporary name and renamed, hence its console scripts do not work: use `python -m`.
    Blocks on the network the first time. Raises BootstrapError.
    """
    text = lock.read_text(encoding="utf-8")
    target = cache / "venv" / f"{lock.stem}-{_key(text)}"
    folder = published(target, lambda unfinished: _build(unfinished, lock, say))
    return folder / "bin" / "python"


def is_inside(python: Path) -> bool:
    """Whether this process already runs in the environment of `python`."""
    return Path(sys.prefix).resolve() == python.parent.parent.resolve()


def become(python: Path, arguments: Iterable[str]) -> None:
    """Go on as `python` with `arguments`, in this process; never returns."""
    os.execv(python, [str(python), *arguments])


def _key(text: str) -> str:
    identity = "\n".join([text, sys.version, sys.base_prefix])
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def _build(folder: Path, lock: Path, say: Callable[[str], None]) -> None:
    say("Python packages: making a virtual environment in the cache")
    made = subprocess.run(
        (sys.executable, "-m", "venv", str(folder)), capture_output=True, text=True, check=False
    )
    if made.returncode:
        reason = (made.stdout + made.stderr).strip().splitlines()[:3]
        raise BootstrapError(f"python3 -m venv failed (python3-venv missing?): {' '.join(reason)}")
    _install(folder / "bin" / "python", lock, say)


def _install(python: Path, lock: Path, say: Callable[[str], None]) -> None:
    total = lock.read_text(encoding="utf-8").count("==")
    command = (str(python), "-m", "pip", *_PIP, str(lock))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        lines, done = list[str](), 0
        for line in pip.stdout or ():
            lines.append(line.strip())
            if line.startswith("Collecting "):
                done += 1
                if done % 10 == 0:
                    say(f"Python packages: {done} of about {total}")
    if pip.returncode:
        raise BootstrapError(f"pip failed: {' '.join(lines[-3:])}")
