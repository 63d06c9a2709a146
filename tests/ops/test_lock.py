"""The lock files answer pyproject.toml, pin everything by hash, and name no host."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ops.lock import REQUIREMENTS, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
LOCAL: list[str] = PROJECT["project"]["optional-dependencies"]["local"]
DEV: list[str] = PROJECT["dependency-groups"]["dev"]
DECLARED = {
    "requirements.lock": RUNTIME,
    "requirements-local.lock": [*RUNTIME, *LOCAL],
    "requirements-dev.lock": [*RUNTIME, *LOCAL, *DEV],
}


def pins(text: str) -> dict[str, str]:
    """Name -> version of each line `name[extra]==version`."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ \\;]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def faults(text: str, declared: list[str]) -> list[str]:
    """What of `declared` the lock text does not answer, and lines that should not be there."""
    locked = pins(text)
    lines = [f"names a host: {line}" for line in text.splitlines() if "//" in line]
    lines += [f"names an index: {line}" for line in text.splitlines() if line.startswith("--")]
    for requirement in map(Requirement, declared):
        version = locked.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            lines.append(f"{requirement} is locked as {version}: run `make lock`")
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    lines += [f"no hash: {b.strip()}" for b in blocks if "==" in b and "--hash=sha256:" not in b]
    return lines


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_the_lock_file_is_current(name: str) -> None:
    assert set(DECLARED) == set(REQUIREMENTS)
    assert faults((ROOT / name).read_text(encoding="utf-8"), DECLARED[name]) == []


def test_what_runs_is_locked_to_the_same_versions_everywhere() -> None:
    locks = [pins((ROOT / name).read_text(encoding="utf-8")) for name in sorted(REQUIREMENTS)]
    versions: dict[str, set[str]] = {}
    for lock in locks:
        for name, version in lock.items():
            versions.setdefault(name, set()).add(version)
    assert {name for name, found in versions.items() if len(found) > 1} == set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("flask==2.0 \\\n    --hash=sha256:aa", "is locked as 2.0"),
        ("werkzeug==3.0 \\\n    --hash=sha256:aa", "flask>=3.1 is locked as None"),
        ("flask==3.1.3", "no hash"),
        ("--index-url https://packages.test\nflask==3.1.3 --hash=sha256:aa", "names a host"),
    ],
)
def test_a_lock_that_is_behind_loose_or_tied_to_a_host_is_refused(text: str, fault: str) -> None:
    assert any(fault in line for line in faults(text, ["flask>=3.1"]))


def test_the_checker_accepts_a_good_lock() -> None:
    assert faults("flask==3.1.3 \\\n    --hash=sha256:aa\n", ["flask>=3.1"]) == []


def test_no_other_lock_file_is_kept() -> None:
    ignored = (Path(ROOT) / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "uv.lock" in ignored
