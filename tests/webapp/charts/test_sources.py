"""Every number leads to where it comes from."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from schemas.keyring import new_key
from schemas.process.settings import read
from webapp.charts.sources import sources
from webapp.settings import WebSettings

KEYS = {"TALLY_INGEST_KEYS": new_key(), "TALLY_APP_KEYS": new_key()}
SETTINGS = replace(
    read(WebSettings, KEYS),
    prometheus_url="http://127.0.0.1:9090",
    grafana_url="http://127.0.0.1:3000/",
)


def test_a_source_opens_in_prometheus_and_grafana_with_its_range() -> None:
    (one,) = sources({"All": 'sum(x{a="b"})'}, SETTINGS, "7d")
    graph = parse_qs(urlsplit(one.prometheus).query)
    assert (graph["g0.expr"], graph["g0.range_input"]) == (['sum(x{a="b"})'], ["7d"])
    left = parse_qs(urlsplit(one.grafana).query)["left"][0]
    assert '"from":"now-7d"' in left
    assert r'"expr":"sum(x{a=\"b\"})"' in left


def test_places_that_the_reader_cannot_reach_are_not_linked() -> None:
    bare = replace(SETTINGS, prometheus_url="http://prometheus.internal:9090", grafana_url="")
    (one,) = sources({"All": "sum(x)"}, bare)
    assert (one.prometheus, one.grafana) == ("", "")
