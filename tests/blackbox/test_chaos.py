"""Exactly once under kill -9 of everything, and that the comparison finds an aggregator that is wrong."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.blackbox.stack import ROOT

Rounds = list[dict[str, Any]]


def chaos(folder: Path, *arguments: str) -> tuple[int, Rounds]:
    """Run the driver; its exit code and what it found in each round."""
    report = folder / "report.json"
    command = (sys.executable, "-m", "ops.chaos", "--report", str(report), *arguments)
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    return code, list(json.loads(report.read_text(encoding="utf-8")))


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_doubled_while_everything_is_killed(tmp_path: Path) -> None:
    code, (found,) = chaos(tmp_path, "--beacons", "6000", "--times", "1")
    assert (code, found["lines"], found["verdict"]) == (0, [], "same")
    assert found["acknowledged"] == 6000
    assert found["compared"] > 200
    assert min(found["repeated"], found["retries"]) > 0
    kills = Counter(fault["kind"] for fault in found["faults"])
    victims = ("collector", "aggregator", "sink", "kafka", "prometheus")
    assert kills == dict.fromkeys(victims, 1)
    assert min(fault["in_flight"] for fault in found["faults"]) > 0


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_doubled_while_members_come_die_and_go(tmp_path: Path) -> None:
    kinds = ("in_transaction", "in_restore", "clock_back", "offset_behind", "leave", "join")
    code, found = chaos(tmp_path, "--rounds", "2", "--times", "3", "--faults", *kinds)
    assert [line for one in found for line in one["lines"]] == []
    assert (code, [one["verdict"] for one in found]) == (0, ["same", "same"])
    assert min(one["compared"] for one in found) > 200
    assert {fault["kind"] for one in found for fault in one["faults"]} == set(kinds)


@pytest.mark.timeout(600)
def test_a_pushgateways_totals_are_right_while_its_sink_is_killed(tmp_path: Path) -> None:
    kinds = ("--faults", "sink", "aggregator")
    code, (found,) = chaos(tmp_path, "--sink", "pushgateway", "--rounds", "1", *kinds)
    assert (code, found["lines"], found["acknowledged"]) == (0, [], 700)
    assert len(found["faults"]) == 2


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("mutant", "faults"),
    [
        pytest.param("no_dedup", ("sink",), id="forgets ids"),
        pytest.param("no_checkpoint_check", ("offset_behind",), id="trusts any offset"),
        pytest.param("late_offsets", ("in_transaction",), id="offsets outside its transaction"),
    ],
)
def test_an_aggregator_that_is_wrong_is_found_out_within_three_rounds(
    tmp_path: Path, mutant: str, faults: tuple[str, ...]
) -> None:
    code, found = chaos(tmp_path, "--rounds", "3", "--mutant", mutant, "--faults", *faults)
    assert (code, found[-1]["verdict"]) == (1, "different")
    assert found[-1]["lines"]
