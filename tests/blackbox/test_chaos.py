"""Exactly once under kill -9 of everything, and that the comparison finds an aggregator that is wrong."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.blackbox.stack import ROOT


def chaos(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the driver; its exit code and what it found."""
    report = folder / "report.json"
    command = (sys.executable, "-m", "ops.chaos", "--report", str(report), *arguments)
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    return code, dict(json.loads(report.read_text(encoding="utf-8")))


def test_nothing_is_lost_or_doubled_while_everything_is_killed(tmp_path: Path) -> None:
    code, found = chaos(tmp_path, "--beacons", "6000", "--kills", "2")
    assert (found["totals"], found["samples"]["lines"]) == ([], [])
    assert (code, found["verdict"], found["acknowledged"]) == (0, "same", 6000)
    assert found["samples"]["compared"] > 200
    assert min(found["repeated"], found["retries"]) > 0
    kills = Counter(fault["victim"] for fault in found["faults"])
    assert kills == dict.fromkeys(("collector", "aggregator", "sink", "kafka"), 2)
    assert min(fault["in_flight"] for fault in found["faults"]) > 0


def test_an_aggregator_that_forgets_ids_is_found_out(tmp_path: Path) -> None:
    code, found = chaos(tmp_path, "--beacons", "1000", "--kills", "0", "--mutant", "no_dedup")
    assert (code, found["verdict"], found["samples"]["same"]) == (1, "different", False)
    assert found["totals"]


def test_an_aggregator_with_offsets_outside_of_its_transaction_is_found_out(tmp_path: Path) -> None:
    rhythm = ("--beacons", "2400", "--rate", "100", "--kills", "2", "--victims", "aggregator")
    code, found = chaos(tmp_path, *rhythm, "--mutant", "late_offsets")
    assert (code, found["verdict"], found["samples"]["same"]) == (1, "different", False)
    assert found["totals"]
