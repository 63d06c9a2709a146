"""The environment is made from a lock with hashes, once, and what fails is said in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.bootstrap import BootstrapError, environment, is_inside


def test_an_environment_is_made_once_and_runs(tmp_path: Path) -> None:
    lock, said = tmp_path / "none.lock", list[str]()
    lock.write_text("# nothing to install\n", encoding="utf-8")
    python = environment(lock, tmp_path / "cache", said.append)
    prefix = (str(python), "-c", "import sys; print(sys.prefix)")
    assert subprocess.check_output(prefix, text=True).strip() == str(python.parent.parent)
    before = len(said)
    assert environment(lock, tmp_path / "cache", said.append) == python
    assert len(said) == before


def test_a_requirement_without_hash_is_refused_with_pips_words(tmp_path: Path) -> None:
    lock = tmp_path / "loose.lock"
    lock.write_text("tallylight-unpinned==1.0\n", encoding="utf-8")
    with pytest.raises(BootstrapError, match=r"pip failed: .*tallylight-unpinned==1\.0"):
        environment(lock, tmp_path / "cache", print)
    assert list((tmp_path / "cache" / "venv").iterdir()) == []


def test_a_process_knows_whether_it_is_inside() -> None:
    assert is_inside(Path(sys.prefix, "bin", "python"))
    assert not is_inside(Path("/elsewhere/bin/python"))
