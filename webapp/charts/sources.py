"""Where a number comes from: its PromQL, and the places that evaluate it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from webapp.settings import WebSettings

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
AWAY: Final = {
    "what": "Prometheus does not answer, so there are no numbers to show.",
    "kept": "Nothing is lost: events are still taken and counted, and the numbers catch up.",
    "todo": "Check that Prometheus runs at the address in TALLY_PROMETHEUS_URL. "
    "This page keeps trying.",
}


@dataclass(frozen=True, slots=True)
class Source:
    """`prometheus` and `grafana` are addresses, "" where the reader cannot go there."""

    name: str
    promql: str
    prometheus: str
    grafana: str


def sources(named: Mapping[str, str], settings: WebSettings, span: str = "1h") -> list[Source]:
    """A source for each PromQL by the name of what it gives."""
    return [
        Source(
            name,
            promql,
            _prometheus(settings.prometheus_url, promql, span),
            _grafana(settings.grafana_url, promql, span),
        )
        for name, promql in named.items()
    ]


def _prometheus(url: str, promql: str, span: str) -> str:
    """Its own graph page, where the reader can reach it: on this machine."""
    if urlsplit(url).hostname not in _LOOPBACK:
        return ""
    graph = {"g0.expr": promql, "g0.tab": "0", "g0.range_input": span}
    return f"{url.rstrip('/')}/graph?{urlencode(graph)}"


def _grafana(url: str, promql: str, span: str) -> str:
    """Explore with the query filled in."""
    if not url:
        return ""
    escaped = promql.replace("\\", "\\\\").replace('"', '\\"')
    query = f'[{{"refId":"A","expr":"{escaped}"}}]'
    left = f'{{"queries":{query},"range":{{"from":"now-{span}","to":"now"}}}}'
    return f"{url.rstrip('/')}/explore?left={quote(left)}"
