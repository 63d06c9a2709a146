import json

import pytest

from consumers.operate.life import life, lines, pair
from consumers.rerun import lines as printed
from tests.consumers.core.logs import START, Logged, rules, run_blocks, tick, version, view

DAY = 86_400_000


def test_a_series_life_is_told_from_its_zero_to_its_end() -> None:
    log = [Logged(START, view("a" * 22, "/a")), Logged(START + DAY + 10_000, tick())]
    made = [line for block in run_blocks(log, rules(version())) for line in printed(block)]
    told: list[str] = []
    life(made, "views_total", [("path", "/a")], told.append)
    assert told[0].split()[:3] == ["2027-01-15T00:00:00.002+00:00", "0", "before"]
    assert told[1].split()[:3] == ["2027-01-15T00:00:05.000+00:00", "1", "stands"]
    assert told[-1].split()[:3] == ["2027-01-16T00:00:05.001+00:00", "-", "ended"]
    assert json.loads(told[0].split("  ")[-1]) == {"org": "acme", "project": "shop"}


def test_other_series_are_left_out() -> None:
    sample = {"labels": {"__name__": "x", "path": "/a"}, "at": START, "value": 1.0}
    assert list(lines([sample], {"__name__": "x", "path": "/b"})) == []
    assert list(lines([sample], {"__name__": "y"})) == []
    assert len(list(lines([sample], {"__name__": "x"}))) == 1


def test_a_label_is_a_name_and_a_value() -> None:
    assert pair("path=/a=b") == ("path", "/a=b")
    for text in ("path", "=x", ""):
        with pytest.raises(ValueError, match="name=value"):
            pair(text)
