"""What a Prometheus holds, asked over its HTTP API (prometheus.io/docs/prometheus/latest/querying/api)."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from ops.chaos.compare import Sample, sample

_ANSWER_S = 60


@dataclass(frozen=True, slots=True)
class Prometheus:
    """`url` without a trailing slash. Calls block; they raise OSError when it does not answer."""

    url: str

    def values(self, promql: str, by: str) -> dict[str, float]:
        """The instant vector of `promql` by the value of label `by`."""
        result = self._query(promql)
        return {series["metric"].get(by, ""): float(series["value"][1]) for series in result}

    def number(self, promql: str) -> float:
        """The one value of `promql`; 0 when there is none. Raises ValueError for several."""
        result = self._query(promql)
        if len(result) > 1:
            raise ValueError(f"{promql} has {len(result)} values")
        return float(result[0]["value"][1]) if result else 0.0

    def samples(self, selector: str, since: int, until: int) -> list[Sample]:
        """Every sample of `selector` after `since` up to `until` (Unix milliseconds).

        A range selector gives them as they are stored; staleness markers are not among them.
        """
        ranged = f"{selector}[{until - since}ms]"
        return [
            sample(series["metric"], round(at * 1000), float(value))
            for series in self._query(ranged, time=f"{until / 1000:.3f}")
            for at, value in series["values"]
        ]

    def _query(self, promql: str, **more: str) -> list[dict[str, Any]]:
        address = f"{self.url}/api/v1/query?{urlencode({'query': promql, **more})}"
        with urlopen(address, timeout=_ANSWER_S) as answer:
            return list(json.load(answer)["data"]["result"])
