"""Operators' verbs against a running aggregator."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.consumers.pipeline import Pipeline, definition, views, wait_for
from tests.consumers.test_pipeline import total


def operate(pipeline: Pipeline, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TALLY_KAFKA_BOOTSTRAP": pipeline.bootstrap}
    command = [sys.executable, "-m", "consumers", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def shown(pipeline: Pipeline, number: int) -> list[dict[str, Any]]:
    done = operate(pipeline, "show", str(number))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def decide_and_wait(pipeline: Pipeline, verb: str, result: str) -> None:
    """Park or lift the project, and send views until one of them ends as `result`."""
    before, number = total(pipeline, result), 0
    done = operate(pipeline, verb, "p1", "--by", "me", "--why", "a test")
    assert done.returncode == 0, done.stderr

    def answered() -> bool:
        nonlocal number
        number += 1
        pipeline.send(views(1, f"{verb}-{number}"))
        return total(pipeline, result) > before

    wait_for(f"{verb} to be in force", answered)


def test_a_partition_is_shown_parked_and_lifted(pipeline: Pipeline) -> None:
    pipeline.begin(definition())
    pipeline.send(views(20, "a"))
    wait_for("20 counted", lambda: total(pipeline, "counted") == 20)
    number = next(n for n in range(2) if shown(pipeline, n)[0]["checkpoint"] is not None)
    place, *things = shown(pipeline, number)
    assert place["agree"] is True
    assert place["committed"] == place["checkpoint"]["next_offset"] <= place["log"]["end"]
    names = {thing["name"]: thing for thing in things if "definition" in thing}
    assert names["views_total"]["series"] == 7
    assert names["views_total"]["version"] == 1

    told = operate(pipeline, "life", str(number), "views_total", "path=/p1")
    assert told.returncode == 0, told.stderr
    assert "stands" in told.stdout
    assert "/p2" not in told.stdout

    refused = operate(pipeline, "skip", str(number), "0", "--by", "me", "--why", "a test")
    assert refused.returncode == 1
    assert "counted already" in refused.stderr
    unknown = operate(pipeline, "park", "p-unknown", "--by", "me", "--why", "a test")
    assert unknown.returncode == 1

    decide_and_wait(pipeline, "park", "rejected")
    decide_and_wait(pipeline, "lift", "counted")


def test_a_record_that_is_named_is_passed_over_here_and_in_a_rerun(pipeline: Pipeline) -> None:
    pipeline.begin(definition())
    pipeline.send(views(3, "a"))
    wait_for("3 counted", lambda: total(pipeline, "counted") == 3)
    pipeline.kill("aggregator-0")
    number = next(n for n in range(2) if shown(pipeline, n)[0]["checkpoint"] is not None)
    end = shown(pipeline, number)[0]["log"]["end"]
    pipeline.send(views(3, "b"))
    done = operate(pipeline, "skip", str(number), str(end + 1), "--by", "me", "--why", "a test")
    assert done.returncode == 0, done.stderr
    pipeline.start("aggregator-0", "consumers", "aggregate")
    wait_for("5 counted", lambda: total(pipeline, "counted") == 5)
    assert "skipped as control says" in pipeline.log_of("aggregator-0")
    again = operate(pipeline, "rerun", str(number)).stdout
    ledger = [
        json.loads(line)["value"]
        for line in again.splitlines()
        if '"tally_ledger_events_total"' in line and '"counted"' in line
    ]
    assert max(ledger) == 5
