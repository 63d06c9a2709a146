"""The stream over HTTP, on the server it runs on."""

import asyncio
import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from ops.local.ports import free_ports
from schemas.process.asgi import HttpServer
from tests.collector.running import ask
from tests.webapp.live.listening import PATIENCE, Listener, listening
from webapp.live.app import App
from webapp.live.rooms import Rooms
from webapp.live.stream import Viewer

SHOP = uuid4()


@dataclass
class Serving:
    """An App on a port; `tickets` are good once. `call` runs something on its event loop."""

    port: int
    rooms: Rooms
    tickets: dict[str, Viewer]
    loop: asyncio.AbstractEventLoop

    def ticket(self, user: UUID | None = None, project: UUID = SHOP) -> str:
        name = uuid4().hex
        self.tickets[name] = Viewer(user or uuid4(), uuid4(), project)
        return name

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        done = threading.Event()

        def run() -> None:
            function(*arguments)
            done.set()

        self.loop.call_soon_threadsafe(run)
        assert done.wait(30)

    def queued(self) -> int:
        """Messages that wait for readers."""
        return sum(len(stream._queue) for stream in self.rooms)

    def until_open(self, count: int) -> None:
        deadline = time.monotonic() + 30
        while len(list(self.rooms)) != count:
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    port, rooms, tickets = free_ports(("live",))["live"], Rooms(), dict[str, Viewer]()
    loop, listens = asyncio.new_event_loop(), threading.Event()

    async def redeem(ticket: str) -> Viewer | None:
        return tickets.pop(ticket, None)

    app = App(rooms, redeem, lambda stream: rooms.begin(stream, ()), heartbeat=0.2)
    server = HttpServer(app, "127.0.0.1", port, ("HOST", "PORT"))

    async def serve() -> None:
        running = asyncio.create_task(server.serve())
        await server.listening()
        listens.set()
        await running

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert listens.wait(30)
    yield Serving(port, rooms, tickets, loop)
    loop.call_soon_threadsafe(rooms.close, "shut down")
    loop.call_soon_threadsafe(server.stop)
    thread.join(30)
    loop.close()


def test_a_ticket_opens_a_stream_that_begins_with_the_words_for_every_code(
    serving: Serving,
) -> None:
    with listening(serving.port, serving.ticket()) as stream:
        assert stream.answer.status == 200
        assert stream.answer.headers["Content-Type"] == "text/event-stream"
        assert stream.answer.headers["Cache-Control"] == "no-store"
        name, hello = stream.next()
        assert name == "hello"
        assert hello["texts"]["origin_not_allowed"]["link"] == "/reasons#origin_not_allowed"
        assert hello["texts"]["unmatched"]["mend"]


def test_messages_are_heard_and_a_quiet_stream_is_kept_open_by_comments(serving: Serving) -> None:
    with listening(serving.port, serving.ticket()) as stream:
        assert [stream.next()[0], stream.next()[0]] == ["hello", "now"]
        assert stream.next() == ("", None)
        serving.call(serving.rooms.publish, str(SHOP), b'event: x\ndata: {"a":1}\n\n')
        assert stream.until("x") == {"a": 1}


def test_a_ticket_opens_one_stream(serving: Serving) -> None:
    ticket = serving.ticket()
    with listening(serving.port, ticket), listening(serving.port, ticket) as second:
        assert second.answer.status == 401
        assert json.loads(second.answer.read())["code"] == "ticket_unknown"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/stream", b"", 401),
        ("POST", "/stream", b"x" * 257, 400),
        ("POST", "/stream", b"\xff", 400),
        ("GET", "/stream", None, 405),
        ("GET", "/", None, 404),
        ("POST", "/healthz", b"", 405),
        ("GET", "/healthz", None, 200),
    ],
)
def test_anything_else_is_refused(
    serving: Serving, method: str, path: str, body: bytes | None, status: int
) -> None:
    answer = ask(serving.port, method, path, body, {})
    assert answer.status == status
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert json.loads(answer.body)["status"] == status


def test_a_fourth_stream_of_a_person_is_refused_until_one_is_closed(serving: Serving) -> None:
    user = uuid4()
    with contextlib.ExitStack() as streams:
        opened = [
            streams.enter_context(listening(serving.port, serving.ticket(user))) for _ in range(3)
        ]
        serving.until_open(3)
        with listening(serving.port, serving.ticket(user)) as fourth:
            assert fourth.answer.status == 429
            assert json.loads(fourth.answer.read())["code"] == "too_many_user"
        opened[0].close()
        serving.until_open(2)
        with listening(serving.port, serving.ticket(user)) as again:
            assert again.answer.status == 200
    serving.until_open(0)


def test_the_end_is_said_and_the_connection_closed(serving: Serving) -> None:
    with listening(serving.port, serving.ticket()) as stream:
        stream.until("hello")
        serving.call(serving.rooms.close, "because")
        assert stream.until("end") == {"why": "because"}
        assert stream.next() == ("closed", None)
    serving.until_open(0)


def test_a_reader_that_does_not_read_loses_its_messages_and_cannot_hold_its_stream_open(
    serving: Serving,
) -> None:
    """A socket that reads nothing: its buffers fill, then its queue, then messages are left out."""
    stuck = socket.create_connection(("127.0.0.1", serving.port))
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    ticket = serving.ticket().encode()
    head = b"POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(ticket)
    stuck.sendall(head + ticket)
    serving.until_open(1)
    with listening(serving.port, serving.ticket()) as quick:
        message = b"event: x\ndata: 1\n\n" + b":" * 60_000 + b"\n\n"
        deadline = time.monotonic() + 30
        while not serving.rooms.dropped and time.monotonic() < deadline:
            serving.call(serving.rooms.publish, str(SHOP), message)
            quick.until("x")
        assert serving.rooms.dropped
        missed = serving.rooms.dropped
        # It reads on: what it missed is said where it is missing, and to nobody else.
        assert counted_dropped(stuck, serving, message) == missed
        assert "dropped" not in [name for name, _ in quick.heard]
        serving.call(serving.rooms.close, "because")
        assert quick.until("end") == {"why": "because"}
    serving.until_open(0)
    stuck.close()


def counted_dropped(stuck: socket.socket, serving: Serving, message: bytes) -> int:
    """How many messages a reader is told it missed, once it reads again and one more comes."""
    stuck.settimeout(PATIENCE)
    heard = b""
    while serving.queued():
        heard += stuck.recv(65_536)
    serving.call(serving.rooms.publish, str(SHOP), message)
    while not (found := re.search(rb'event: dropped\ndata: {"count":(\d+)}', heard)):
        heard += stuck.recv(65_536)
    return int(found[1])


def test_a_reader_that_goes_away_makes_room(serving: Serving) -> None:
    Listener(serving.port, serving.ticket()).close()
    serving.until_open(0)
