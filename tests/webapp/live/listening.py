"""A reader of a live stream: a socket, and the server-sent events that come out of it."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

PATIENCE: Final = 30.0


class Listener:
    """An open stream. `heard` are (event, data) in their order, comments as ("", None)."""

    def __init__(self, port: int, ticket: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._connection.request("POST", "/stream", ticket, {"Content-Type": "text/plain"})
        self.answer = self._connection.getresponse()
        self.heard: list[tuple[str, Any]] = []

    def next(self) -> tuple[str, Any]:
        """The next event; ("closed", None) when there is no more."""
        lines: list[str] = []
        while (line := self.answer.readline().decode()) not in ("\n", ""):
            lines.append(line.rstrip("\n"))
        event = _event(lines) if line else ("closed", None)
        self.heard.append(event)
        return event

    def until(self, name: str) -> Any:
        """The data of the next event of that name, whatever comes before it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            event, data = self.next()
            if event == name:
                return data
            assert event != "closed", self.heard
        raise AssertionError(f"no {name}: {self.heard}")

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


def _event(lines: list[str]) -> tuple[str, Any]:
    if lines[0].startswith(":"):
        return "", None
    name, data = lines
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@contextmanager
def listening(port: int, ticket: str) -> Iterator[Listener]:
    """An open stream, closed in the end."""
    made = Listener(port, ticket)
    try:
        yield made
    finally:
        made.close()
