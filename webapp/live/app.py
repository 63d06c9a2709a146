"""The live process' ASGI application: a ticket in, a stream of events out.

The ticket is POSTed as the body, so that it stands in no address and no log. No cookie is looked at: who
holds the ticket is who asked for it half a minute ago, from whatever page.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from webapp.live.messages import encode, hello
from webapp.live.rooms import Full, Rooms
from webapp.live.stream import Stream, Viewer

STREAM: Final = "/stream"
HEARTBEAT_SECONDS: Final = 15.0
# What a reader that has stopped reading may take to hear the end.
_LAST_WORD_SECONDS: Final = 0.3
_BODY_BYTES: Final = 256
_BODY_SECONDS: Final = 5.0

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Redeem = Callable[[str], Awaitable[Viewer | None]]
Begin = Callable[[Stream], None]

_COMMON: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
_START: Final = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        *_COMMON,
        (b"content-type", b"text/event-stream"),
        (b"x-accel-buffering", b"no"),
    ],
}
# status and code -> what happened and what to do.
_REFUSALS: Final = {
    (400, "malformed"): "The body is not a ticket. Ask for one first.",
    (401, "ticket_unknown"): "The ticket is used up or older than 30 s. Ask for another.",
    (404, "not_found"): "There is nothing at this address. POST a ticket to /stream.",
    (405, "method_not_allowed"): "This address takes another method.",
    (429, "too_many_user"): "Three live views of yours are open. Close one of them.",
    (429, "too_many_project"): "Twenty people look at this project. Try again later.",
}


class App:
    """Streams of `rooms` for whoever brings a ticket that `redeem` knows; `begin` lets a stream hear."""

    def __init__(
        self, rooms: Rooms, redeem: Redeem, begin: Begin, heartbeat: float = HEARTBEAT_SECONDS
    ) -> None:
        self._rooms = rooms
        self._redeem = redeem
        self._begin = begin
        self._heartbeat = heartbeat
        self._hello = encode(hello())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path == STREAM and method == "POST":
            await self._open(receive, send)
        elif path == "/healthz" and method in ("GET", "HEAD"):
            await _answer(send, 200, b"alive\n", b"text/plain; charset=utf-8")
        elif path in (STREAM, "/healthz"):
            await _refuse(send, 405, "method_not_allowed")
        else:
            await _refuse(send, 404, "not_found")

    async def _open(self, receive: Receive, send: Send) -> None:
        ticket = await _ticket(receive)
        if ticket is None:
            await _refuse(send, 400, "malformed")
            return
        viewer = await self._redeem(ticket)
        if viewer is None:
            await _refuse(send, 401, "ticket_unknown")
            return
        try:
            with self._rooms.entered(viewer) as stream:
                self._begin(stream)
                await self._stream(stream, receive, send)
        except Full as full:
            await _refuse(send, 429, f"too_many_{full.whose}")

    async def _stream(self, stream: Stream, receive: Receive, send: Send) -> None:
        """Until the reader goes away, or the stream is ended and the reader could have heard of it."""
        tasks = [
            asyncio.create_task(self._write(stream, send)),
            asyncio.create_task(_gone(receive)),
            asyncio.create_task(_ended(stream)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, stream: Stream, send: Send) -> None:
        await send(_START)
        await send(_part(self._hello))
        while (message := await stream.next(self._heartbeat)) is not None:
            await send(_part(message))
        await send({"type": "http.response.body", "body": b""})


async def _ticket(receive: Receive) -> str | None:
    """The body as text; None when it is no ticket or takes too long."""
    body = b""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while len(body) <= _BODY_BYTES:
                part = await receive()
                if part["type"] != "http.request":
                    return None
                body += part.get("body", b"")
                if not part.get("more_body"):
                    return str(body, "ascii")
    except (TimeoutError, UnicodeDecodeError):
        pass
    return None


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _ended(stream: Stream) -> None:
    await stream.ended.wait()
    await asyncio.sleep(_LAST_WORD_SECONDS)


def _part(message: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": message, "more_body": True}


async def _refuse(send: Send, status: int, code: str) -> None:
    body = {
        "type": "about:blank",
        "title": _REFUSALS[status, code],
        "status": status,
        "code": code,
    }
    await _answer(send, status, json.dumps(body).encode(), b"application/problem+json")


async def _answer(send: Send, status: int, body: bytes, content_type: bytes) -> None:
    headers = [*_COMMON, (b"content-type", content_type)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
