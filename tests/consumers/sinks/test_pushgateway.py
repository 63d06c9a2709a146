"""Blocks into a real Pushgateway: whole families, the newest value, ended series gone."""

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from consumers.sinks.http import Connection
from consumers.sinks.pushgateway import Pushgateway
from schemas.beacon import Event
from schemas.process import metrics
from schemas.process.errors import Retry
from schemas.records.samples import Block
from tests.consumers.core.logs import START, Logged, rules, run_blocks, tick, version, view

AT = START + 5_000


def sink_of(url: str) -> Pushgateway:
    registry = CollectorRegistry()
    samples = metrics.counter("tally_sink_samples_total", registry)
    requests = metrics.counter("tally_sink_requests_total", registry)
    return Pushgateway("pushgateway", Connection(url), samples, requests)


@pytest.fixture
def sink(pushgateway: str) -> Iterator[Pushgateway]:
    with closing(sink_of(pushgateway)) as opened:
        opened.check()
        yield opened


def block(project: str, value: float | None, at: int = AT, **changes: Any) -> Block:
    fields: dict[str, Any] = {"name": "views_total", "family": "views_total", "type": "counter"}
    fields |= {
        "label_names": ("org", "path", "project"),
        "labels": (("acme",), ("/a",), (project,)),
    }
    fields |= {"values": () if value is None else (value,), "stale": value is None, "help": "Views"}
    return Block(definition="d1", version=1, at=at, **{**fields, **changes})


def shown(url: str, project: str) -> dict[str, dict[str, float]]:
    """Family -> labels without the group's own -> value, as the Pushgateway tells."""
    with urllib.request.urlopen(f"{url}/api/v1/metrics", timeout=10) as answer:
        groups = json.load(answer)["data"]
    found: dict[str, dict[str, float]] = {}
    for group in groups:
        if group["labels"].get("project") == project:
            for name, family in group.items():
                if (
                    isinstance(family, dict)
                    and "metrics" in family
                    and not name.startswith("push_")
                ):
                    for metric in family["metrics"]:
                        labels = metric["labels"]
                        place = ",".join(f"{k}={labels[k]}" for k in sorted(labels))
                        found.setdefault(name, {})[place] = float(metric.get("value", 0))
    return found


def own(project: str, *more: str) -> str:
    return ",".join(
        sorted(["instance=", "job=tallylight", "org=acme", f"project={project}", *more])
    )


def test_the_newest_value_of_a_series_is_shown_under_its_projects_name(
    sink: Pushgateway, pushgateway: str
) -> None:
    sink.write([block("newest", 1.0), block("newest", 3.0, AT + 5_000), block("newest", 2.0)])
    assert shown(pushgateway, "newest") == {"newest_views_total": {own("newest", "path=/a"): 3.0}}


def test_two_projects_may_use_one_name_for_different_types(
    sink: Pushgateway, pushgateway: str
) -> None:
    sink.write([block("one", 1.0), block("other", 2.0, type="gauge", help="Something else")])
    assert list(shown(pushgateway, "one")) == ["one_views_total"]
    assert list(shown(pushgateway, "other")) == ["other_views_total"]


def test_a_series_that_ended_is_gone_and_so_is_a_project_without_any(
    sink: Pushgateway, pushgateway: str
) -> None:
    two: dict[str, Any] = {"labels": (("acme",) * 2, ("/a", "/b"), ("ended",) * 2)}
    sink.write([block("ended", 1.0, values=(1.0, 2.0), **two)])
    sink.write([block("ended", None, AT + 1)])
    assert shown(pushgateway, "ended") == {"ended_views_total": {own("ended", "path=/b"): 2.0}}
    sink.write([block("ended", None, AT + 1, labels=(("acme",), ("/b",), ("ended",)))])
    # A Pushgateway answers DELETE with 202: it puts the request in its queue, and comes to it soon.
    deadline = time.monotonic() + 10
    while shown(pushgateway, "ended") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert shown(pushgateway, "ended") == {}


def test_the_total_before_a_change_is_not_shown(sink: Pushgateway, pushgateway: str) -> None:
    sink.write([block("before", 7.0), block("before", 0.0, AT + 10_002)])
    assert shown(pushgateway, "before")["before_views_total"] == {own("before", "path=/a"): 7.0}


def test_text_of_visitors_does_not_leave_its_label(sink: Pushgateway, pushgateway: str) -> None:
    hostile = 'a"b\\c\n# TYPE x counter\nx 1'
    sink.write([block("hostile", 1.0, labels=(("acme",), (hostile,), ("hostile",)), help="a\nb")])
    (place,) = shown(pushgateway, "hostile")["hostile_views_total"]
    assert f"path={hostile}" in place


def test_what_a_new_process_remembers_is_pushed_again_as_a_whole(
    sink: Pushgateway, pushgateway: str
) -> None:
    sink.write([block("again", 1.0)])
    with closing(sink_of(pushgateway)) as later:
        later.remember(
            [block("again", 1.0), block("again", 5.0, name="x", family="x", type="gauge")]
        )
        later.write([block("again", 2.0, AT + 5_000)])
    assert sorted(shown(pushgateway, "again")) == ["again_views_total", "again_x"]


def test_a_real_pushgateway_takes_every_type(sink: Pushgateway, pushgateway: str) -> None:
    types = ("counter", "gauge", "histogram", "summary", "distinct")
    versions = [
        version(
            definition=f"d{n}",
            name=f"m{n}_total" if kind == "counter" else f"m{n}",
            type=kind,
            value="event" if kind in ("histogram", "summary") else "one",
            labels=(),
        )
        for n, kind in enumerate(types)
    ]
    event = Event("page_view", 3.0)
    log = [Logged(START, view("a" * 22, events=(event,), visitor="v", project="types"))]
    sink.write(run_blocks([*log, Logged(START + 5_000, tick())], rules(*versions)))
    names = set(shown(pushgateway, "types"))
    assert {
        "types_m0_total",
        "types_m1",
        "types_m2",
        "types_m3",
        "types_m4",
        "types_m4_unidentified",
        "types_tally_ledger_events_total",
        "types_tally_ledger_metric_total",
    } == names


def test_a_pushgateway_that_is_away_is_tried_again() -> None:
    with closing(sink_of("http://127.0.0.1:9")) as away, pytest.raises(Retry):
        away.write([block("away", 1.0)])
