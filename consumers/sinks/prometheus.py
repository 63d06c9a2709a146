"""The HTTP edge to one Prometheus: a response is judged once, here (pipeline.md "Sinks")."""

import json
import re
from collections.abc import Mapping
from typing import Final

from consumers.sinks.http import Answer, Connection
from schemas.process.errors import ProcessError, Reject, Retry, SlowDown, Stop

_RETRY_AFTER: Final = re.compile(r"[0-9]{1,4}")
_ISOLATED: Final = ("duplicate sample", "invalid", "label name", "label value", "out of order")
_BEYOND: Final = ("out of bounds", "too old")
_WINDOW: Final = re.compile(r"out_of_order_time_window:\s*([0-9a-z]+)")
_DURATION: Final = re.compile(r"([0-9]+)(ms|[smhdwy])")
_UNIT_MS: Final = {
    "ms": 1,
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
    "y": 31_536_000_000,
}


class Target:
    """One connection, kept open, with the headers that the target asks for. Blocking."""

    def __init__(
        self, url: str, write_path: str = "/api/v1/write", headers: Mapping[str, str] | None = None
    ) -> None:
        self._connection = Connection(url, headers)
        self._write_path = write_path

    def write(self, body: bytes) -> int:
        """Send one request; the status of an accepted one.

        Raises Retry or SlowDown (5xx, 429, network), Reject (400 that a sample in it caused), Stop
        (answers that only a person can change).
        """
        answer = self._connection.request(
            "POST",
            self._write_path,
            body,
            Content_Type="application/x-protobuf",
            Content_Encoding="snappy",
            X_Prometheus_Remote_Write_Version="0.1.0",
        )
        return judge(*answer)

    def out_of_order_window(self) -> int:
        """The target's out-of-order window in ms, 0 if it has none. Raises Retry when it is away."""
        status, _, text = self._connection.request("GET", "/api/v1/status/config")
        if status != 200:
            raise Retry(f"/api/v1/status/config answered {status}", 1.0)
        configured = _WINDOW.search(json.loads(text)["data"]["yaml"])
        return duration_ms(configured.group(1)) if configured else 0

    def close(self) -> None:
        self._connection.close()


def judge(status: int, retry_after: str, text: str) -> int:
    """Sort an answer by the reaction it asks for; returns the status of an accepted one."""
    if 200 <= status < 300:
        return status
    if any(cause in text for cause in _BEYOND):
        # 2.42 answers 400 to "out of bounds" and 500 to "too old sample": neither mends itself.
        raise Stop(f"samples are {text[:200].strip()}; see docs/operations.md, 'The sink stopped'")
    if status == 400 and not any(cause in text for cause in _ISOLATED):
        raise Stop(f"Prometheus refuses with {status}: {text[:200]}")
    raise refusal(Answer(status, retry_after, text))


def refusal(answer: Answer) -> ProcessError:
    """What any target may say, sorted: later, slower, not this one, or never."""
    status, retry_after, text = answer
    if status == 429 or status >= 500:
        if _RETRY_AFTER.fullmatch(retry_after):
            return SlowDown(f"the target answered {status}", float(retry_after))
        return Retry(f"the target answered {status}: {text[:200]}", 1.0)
    if status == 400:
        return Reject("sample_refused", text[:200])
    return Stop(f"the target refuses with {status}: {text[:200]}")


def duration_ms(text: str) -> int:
    """Milliseconds of a Prometheus duration such as 9d or 1d12h; ValueError for anything else."""
    parts = _DURATION.findall(text)
    if "".join(number + unit for number, unit in parts) != text or not parts:
        raise ValueError(f"{text!r} is not a Prometheus duration")
    return sum(int(number) * _UNIT_MS[unit] for number, unit in parts)
