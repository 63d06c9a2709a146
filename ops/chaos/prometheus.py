"""What a Prometheus holds, asked over its HTTP API (prometheus.io/docs/prometheus/latest/querying/api)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import urlopen

from ops.chaos.check import EVENTS, VIEWS, Found
from ops.chaos.compare import Sample, sample
from ops.chaos.ledger import Place

_ANSWER_S: Final = 60
# Every series that was counted carries its project; what Prometheus scrapes from our processes may too,
# but has a job, which no definition may have.
OURS: Final = '{project!="",job=""}'


@dataclass(frozen=True, slots=True)
class Prometheus:
    """`url` without a trailing slash. Calls block; they raise OSError when it does not answer."""

    url: str
    name = "prometheus"

    def found(self, projects: Sequence[str]) -> Found:
        """The sums of `projects` as they stand now."""
        ours = f'{{project=~"{"|".join(projects)}"}}'
        return Found(self._sums(VIEWS + ours, "path"), self._sums(EVENTS + ours, "result"))

    def values(self, promql: str, by: str) -> dict[str, float]:
        """The instant vector of `promql` by the value of label `by`."""
        result = self._query(promql)
        return {series["metric"].get(by, ""): float(series["value"][1]) for series in result}

    def samples(self, selector: str, since: int, until: int) -> list[Sample]:
        """Every sample of `selector` after `since` up to `until` (Unix milliseconds).

        A range selector gives them as they are stored, with both ends (before version 3); staleness
        markers are not among them.
        """
        ranged = f"{selector}[{until - since}ms]"
        return [
            sample(series["metric"], round(at * 1000), float(value))
            for series in self._query(ranged, time=f"{until / 1000:.3f}")
            for at, value in series["values"]
            if at * 1000 > since + 0.5
        ]

    def _sums(self, selector: str, by: str) -> dict[Place, float]:
        result = self._query(f"sum by (project, {by}) ({selector})")
        return {
            (series["metric"]["project"], series["metric"].get(by, "")): float(series["value"][1])
            for series in result
        }

    def _query(self, promql: str, **more: str) -> list[dict[str, Any]]:
        address = f"{self.url}/api/v1/query?{urlencode({'query': promql, **more})}"
        with urlopen(address, timeout=_ANSWER_S) as answer:
            return list(json.load(answer)["data"]["result"])
