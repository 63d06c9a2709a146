"""The canary's alerts ask for what is declared, and a real Prometheus finds what they are for."""

import json
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Final
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml

from consumers.sinks.prometheus import Target
from consumers.sinks.write_request import compress, rows
from ops.grafana.check import known, query_faults
from tests.consumers.sinks.test_prometheus import block
from tests.repository.files import ROOT

RULES: Final = yaml.safe_load((ROOT / "ops/prometheus/alerts.yml").read_text(encoding="utf-8"))
ALERTS: Final = {r["alert"]: r["expr"] for group in RULES["groups"] for r in group["rules"]}
DIFFERENCE: Final = "tally_canary_difference_events"
CHECKS: Final = "tally_canary_checks_total"
# Long before whatever else this Prometheus is told.
PAST_MS: Final = 3 * 86_400_000


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_asks_for_declared_metrics(name: str) -> None:
    assert list(query_faults(ALERTS[name].replace("absent", "sum"), known())) == []


def found(url: str, name: str, at: int) -> list[dict[str, str]]:
    """The labels of what the alert's expression yields at that time (Unix ms)."""
    asked = urlencode({"query": ALERTS[name], "time": f"{at / 1000:.3f}"})
    with urlopen(f"{url}/api/v1/query?{asked}", timeout=30) as answer:
        return [series["metric"] for series in json.load(answer)["data"]["result"]]


def write(url: str, name: str, label: str, values: Mapping[str, float], at: int) -> None:
    sample = block(name, at, tuple(values.values()), (label,), (tuple(values),))
    with closing(Target(url)) as target:
        target.write(compress(rows(sample)))


def test_each_alert_finds_its_partition_and_a_canary_that_is_silent(prometheus: str) -> None:
    at = time.time_ns() // 1_000_000 - PAST_MS
    assert found(prometheus, "TallylightCanarySilent", at) == [{}]
    write(prometheus, DIFFERENCE, "partition", {"0": 0, "1": 1, "2": -3}, at)
    for minute in range(6):
        same = {"same": minute, "different": minute, "unknown": 0}
        write(prometheus, CHECKS, "outcome", same, at - (5 - minute) * 60_000)
    twice, behind = (
        found(prometheus, name, at) for name in ("TallylightCountedTwice", "TallylightLostOrBehind")
    )
    assert [labels["partition"] for labels in twice] == ["1"]
    assert [labels["partition"] for labels in behind] == ["2"]
    assert found(prometheus, "TallylightCanarySilent", at) == []
    stopped = at + 1_200_000
    assert found(prometheus, "TallylightCanarySilent", stopped) == [{}]
