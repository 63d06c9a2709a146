"""Every file of scenarios/ on a real Prometheus: beacons in, PromQL asked, values expected."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from consumers.core.windows import DAY
from consumers.sinks.prometheus import Target
from consumers.sinks.write_request import compress, rows
from tests.consumers.core.logs import run_blocks
from tests.consumers.scenario import Question, Result, Scenario

FOLDER = Path(__file__).parent / "scenarios"
FILES = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def target(prometheus: str) -> Iterator[Target]:
    with closing(Target(prometheus)) as opened:
        yield opened


def yesterday() -> int:
    """A UTC midnight that Prometheus' out-of-order window reaches, with a whole day after it."""
    now = time.time_ns() // 1_000_000
    return now - now % DAY - 2 * DAY


def answer(prometheus: str, question: Question, project: str) -> Result:
    promql = question.promql.replace("{P}", f'{{project="{project}"}}')
    promql = promql.replace("{P,", f'{{project="{project}",')
    asked = urlencode({"query": promql, "time": f"{question.at / 1000:.3f}"})
    with urlopen(f"{prometheus}/api/v1/query?{asked}", timeout=30) as response:
        result = json.load(response)["data"]["result"]
    return {
        tuple(
            sorted(
                (n, v) for n, v in r["metric"].items() if n not in ("org", "project", "__name__")
            )
        ): float(r["value"][1])
        for r in result
    }


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_scenario_holds(file: Path, target: Target, prometheus: str) -> None:
    scenario = Scenario(yesterday(), f"scenario-{file.stem}")
    scenario.read(file.read_text())
    for block in run_blocks(scenario.log, scenario.rules):
        target.write(compress(rows(block)))
    assert scenario.questions
    for question in scenario.questions:
        found = answer(prometheus, question, scenario.project)
        assert found == pytest.approx(question.expected, rel=1e-6), question.promql


def test_a_value_that_is_not_so_is_found(target: Target, prometheus: str) -> None:
    scenario = Scenario(yesterday(), "scenario-wrong")
    scenario.read(
        'define d {"name": "w_total", "type": "counter"}\n0:00:01 page_view\n0:00:10 tick'
    )
    for block in run_blocks(scenario.log, scenario.rules):
        target.write(compress(rows(block)))
    found = answer(prometheus, Question(scenario.midnight + 20_000, "w_total{P}"), scenario.project)
    assert found == {(): 1.0} != {(): 2.0}
