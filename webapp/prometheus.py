"""Reading Prometheus over its HTTP API, with bounds on time and size.

https://prometheus.io/docs/prometheus/latest/querying/api/
"""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

_MAX_BYTES: Final = 4 * 1024 * 1024


class PrometheusAway(Exception):
    """Retry: it did not answer in time, or not as Prometheus does."""


class QueryRefused(Exception):
    """Stop: Prometheus answered that it cannot evaluate this query."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of an answer: its labels and (Unix seconds, value) in time order."""

    labels: dict[str, str]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Prometheus:
    """One server. `timeout` in seconds bounds each wait on the network and the evaluation itself."""

    url: str
    timeout: float = 2.0

    def query(self, promql: str, at: datetime) -> list[Series]:
        """The instant vector at `at`; one point a series. Raises PrometheusAway, QueryRefused."""
        data = self._post("query", {"query": promql, "time": f"{at.timestamp():.3f}"})
        return [Series(r["metric"], (_point(r["value"]),)) for r in data["result"]]

    def query_range(self, promql: str, start: float, end: float, step: int) -> list[Series]:
        """Points every `step` seconds from `start` to `end` (Unix seconds, both included).

        Raises PrometheusAway, QueryRefused.
        """
        bounds = {"start": f"{start:.3f}", "end": f"{end:.3f}", "step": str(step)}
        data = self._post("query_range", {"query": promql, **bounds})
        return [Series(r["metric"], tuple(map(_point, r["values"]))) for r in data["result"]]

    def _post(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        limit = f"{round(self.timeout * 1000)}ms"
        body = urllib.parse.urlencode({**form, "timeout": limit}).encode()
        request = urllib.request.Request(f"{self.url.rstrip('/')}/api/v1/{path}", body)
        try:
            with _DIRECT.open(request, timeout=self.timeout) as answer:
                return _data(answer.read(_MAX_BYTES + 1))
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error.code, error.read(_MAX_BYTES)) from None
        except (OSError, http.client.HTTPException) as error:
            raise PrometheusAway(str(getattr(error, "reason", error)) or "no answer") from error


# Prometheus is a part of the installation: a proxy meant for the outside has no say in it.
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _data(body: bytes) -> dict[str, Any]:
    if len(body) > _MAX_BYTES:
        raise PrometheusAway("the answer is larger than 4 MB")
    try:
        data: dict[str, Any] = json.loads(body)["data"]
    except (ValueError, KeyError, TypeError):
        raise PrometheusAway("the answer is not Prometheus'") from None
    return data


def _refusal(status: int, body: bytes) -> Exception:
    """400 and 422 are about the query; anything else may pass."""
    try:
        text = str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        text = f"status {status}"
    return QueryRefused(text) if status in (400, 422) else PrometheusAway(text)


def _point(pair: list[Any]) -> tuple[float, float]:
    return float(pair[0]), float(pair[1])
