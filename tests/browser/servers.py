"""A real endpoint and a real site on 127.0.0.1, each an origin of its own."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Final

import msgspec

from schemas.beacon import WireBeacon

DEADLINE_S: Final = 20.0
# wire.md "CORS": on every answer of the path, errors too.
CORS: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}


@dataclass(frozen=True)
class Answer:
    """What the endpoint answers to one POST; status 0 closes the connection without a word."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """One POST that reached the endpoint, `at` in seconds of the monotonic clock."""

    at: float
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The body as sent; raises msgspec.ValidationError where the wire's schema refuses it."""
        msgspec.json.decode(self.body, type=WireBeacon)
        return json.loads(self.body)


class Endpoint:
    """POST /api/v1/metrics as wire.md says; answers 204 unless `answers` holds something else."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[Answer] = []
        self.arrivals: list[Arrival] = []
        self.preflights = 0
        self.scripts: dict[str, str] = {}
        self.held = False
        self.changed = Condition()

    def wait(self, count: int) -> list[Any]:
        """The bodies of the first `count` POSTs, at once or as soon as they are there."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.arrivals) >= count, DEADLINE_S):
                raise AssertionError(f"{len(self.arrivals)} of {count} beacons arrived")
            return [arrival.json for arrival in self.arrivals[:count]]

    def wait_for_event(self, name: str) -> list[Any]:
        """All bodies so far, once one of them holds an event called `name`."""

        def arrived() -> bool:
            return any(name in event_names(arrival.json) for arrival in self.arrivals)

        with self.changed:
            if not self.changed.wait_for(arrived, DEADLINE_S):
                raise AssertionError(f"no {name} among {len(self.arrivals)} beacons")
            return [arrival.json for arrival in self.arrivals]

    def wait_for_events(self, name: str, count: int) -> None:
        """Until `count` events called `name` have arrived."""

        def arrived() -> bool:
            names = [n for arrival in self.arrivals for n in event_names(arrival.json)]
            return names.count(name) >= count

        with self.changed:
            if not self.changed.wait_for(arrived, DEADLINE_S):
                raise AssertionError(f"fewer than {count} of {name} arrived")

    def release(self) -> None:
        """Answer what `held` kept waiting."""
        with self.changed:
            self.held = False
            self.changed.notify_all()

    def take(self, arrival: Arrival) -> Answer:
        """Note `arrival` and give its answer, when it may be given."""
        with self.changed:
            self.arrivals.append(arrival)
            answer = self.answers.pop(0) if self.answers else Answer(204)
            self.changed.notify_all()
            self.changed.wait_for(lambda: not self.held, DEADLINE_S)
            return answer


def event_names(beacon: Any) -> list[str]:
    return [event["name"] for event in beacon["events"]]


@dataclass
class Site:
    """Pages by path; what is not there is an empty 404. `headers` go with each page."""

    url: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)

    def note(self, path: str) -> None:
        with self.changed:
            self.asked.append(path)
            self.changed.notify_all()

    def wait_until_asked(self, path: str) -> None:
        with self.changed:
            if not self.changed.wait_for(lambda: path in self.asked, DEADLINE_S):
                raise AssertionError(f"nobody asked for {path}")


class _Handler(BaseHTTPRequestHandler):
    # A browser may open a connection and never speak on it.
    timeout = DEADLINE_S

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet: the tests look at what arrived."""

    def answer(self, status: int, headers: dict[str, str], body: str = "") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        raw = body.encode()
        if status != 204:
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def _serving(handler: type[_Handler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_endpoint(clock: Callable[[], float] = time.monotonic) -> Iterator[Endpoint]:
    endpoint = Endpoint()

    class Handler(_Handler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = endpoint.take(Arrival(clock(), self.headers, body))
            if answer.status:
                self.answer(answer.status, {**CORS, **answer.headers})

        def do_OPTIONS(self) -> None:
            endpoint.preflights += 1
            self.answer(204, {**CORS, "Access-Control-Max-Age": "86400"})

        def do_GET(self) -> None:
            script = endpoint.scripts.get(self.path)
            headers = {**CORS, "Content-Type": "text/javascript; charset=utf-8"}
            self.answer(404 if script is None else 200, headers, script or "")

    with _serving(Handler) as url:
        endpoint.url = url
        yield endpoint


@contextmanager
def serve_site() -> Iterator[Site]:
    site = Site()

    class Handler(_Handler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            site.note(path)
            page = site.pages.get(path)
            headers = {"Content-Type": "text/html; charset=utf-8", **site.headers}
            self.answer(404 if page is None else 200, headers, page or "")

    with _serving(Handler) as url:
        site.url = url
        yield site
