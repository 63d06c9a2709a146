"""Every input that was kept holds what its entry promises, and the fuzzer runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.entries import ENTRIES
from tests.repository.files import ROOT

CORPUS = Path(__file__).parent / "corpus"
INPUTS = [(path.parent.name, path) for path in sorted(CORPUS.glob("*/*"))]


@pytest.mark.parametrize(
    ("entry", "path"), INPUTS, ids=[f"{path.parent.name}-{path.name}" for _, path in INPUTS]
)
def test_a_kept_input_holds(entry: str, path: Path) -> None:
    ENTRIES[entry](path.read_bytes())


def test_every_entry_has_inputs() -> None:
    assert {entry for entry, _ in INPUTS} == ENTRIES.keys()


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_short_run_finds_nothing(entry: str, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "tests.fuzz", entry, "--runs", "3000", "--keep", str(tmp_path))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Done 3000 runs" in done.stderr, done.stderr[-2000:]
    assert not (tmp_path / "broke").exists()
