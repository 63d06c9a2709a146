"""Every panel draws something: its queries, the variables filled in, on a real Prometheus."""

import json
import math
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from ops.grafana import project
from ops.grafana.files import ALL
from ops.grafana.model import Dashboard, Panel
from tests.ops.grafana.series import DAY, EVENTS, ORG, PROJECT, fill

CHOSEN = {"org": ORG, "project": PROJECT, "day": DAY}
FILLED = {**CHOSEN, "__range": "600s", "__rate_interval": "1m"}
PANELS = [(dashboard, panel) for dashboard in ALL for panel in dashboard.panels]


@pytest.fixture(scope="module")
def filled(prometheus: str) -> tuple[str, int]:
    """A Prometheus with data of the last minutes, and their end (Unix s)."""
    now = time.time_ns() // 5_000_000_000 * 5
    fill(prometheus, now * 1000)
    return prometheus, now


def _filled_in(expr: str) -> str:
    """`expr` as Grafana sends it; KeyError for a variable that nobody declares."""
    return re.sub(r"\$(\w+)", lambda found: FILLED[found[1]], expr)


def _get(url: str, path: str, **parameters: str) -> Any:
    full = f"{url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    with urllib.request.urlopen(full, timeout=30) as answer:
        return json.load(answer)["data"]


def _numbers(filled: tuple[str, int], panel: Panel, expr: str) -> list[float]:
    """What the panel's query yields: one number per series, or per point of each."""
    url, now = filled
    promql = _filled_in(expr)
    if panel.is_instant:
        found = _get(url, "query", query=promql, time=str(now))["result"]
        return [float(series["value"][1]) for series in found]
    span = {"start": str(now - 240), "end": str(now), "step": "15"}
    found = _get(url, "query_range", query=promql, **span)["result"]
    return [float(value) for series in found for _, value in series["values"]]


@pytest.mark.parametrize(
    ("dashboard", "panel"), PANELS, ids=[f"{d.uid}-{p.number}" for d, p in PANELS]
)
def test_every_query_has_an_answer(
    filled: tuple[str, int], dashboard: Dashboard, panel: Panel
) -> None:
    for query in panel.queries:
        assert any(map(math.isfinite, _numbers(filled, panel, query.expr))), query.expr


def test_a_query_without_data_would_be_noticed(filled: tuple[str, int]) -> None:
    panel = project.DASHBOARD.panels[0]
    assert _numbers(filled, panel, panel.queries[0].expr.replace("page_views", "page_view")) == []


def test_the_variables_offer_what_is_there(filled: tuple[str, int]) -> None:
    for variable in project.DASHBOARD.variables:
        selector = _filled_in(variable.selector)
        offered = _get(filled[0], f"label/{variable.label}/values", **{"match[]": selector})
        assert CHOSEN[variable.name] in offered


def _answers(filled: tuple[str, int]) -> Iterator[tuple[str, list[float]]]:
    for panel in project.DASHBOARD.panels:
        if panel.is_instant:
            yield panel.title, sorted(_numbers(filled, panel, panel.queries[0].expr))


def test_the_project_overview_tells_the_numbers_that_were_written(
    filled: tuple[str, int],
) -> None:
    assert dict(_answers(filled)) == {
        "Page views": [58],  # two every 10 s, from 290 s to 10 s ago
        "Page views in the last minute": [12],  # 60 s ago to 10 s ago
        "How many of the day's events were counted?": [0.6],
        "Does the ledger balance?": [0],
        "Which pages were viewed most?": [29, 29],
        "Which browsers viewed them?": [58],
        "What became of the day's events?": sorted(EVENTS.values()),
        "Why were events rejected?": [4],
    }
