"""Reading a request's body, bounded in size and time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from schemas.beacon import MAX_BODY_BYTES
from schemas.process.errors import Reject

BODY_SECONDS: Final = 10.0

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class Disconnected(Exception):
    """The client went away before its body was complete: nobody is left to answer."""


class BodyReader:
    """Reads bodies of at most MAX_BODY_BYTES within `seconds`, for one event loop.

    A dict entry a request instead of a timer; `expire` runs a few times a second, so the end of a read
    that takes too long may come that much later.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float = BODY_SECONDS) -> None:
        self._loop = loop
        self._seconds = seconds
        self._reading: dict[asyncio.Task[Any], float] = {}

    async def read(self, receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
        """The whole body. A larger Content-Length is refused before anything is read, a longer chunked
        body where it passes the bound.

        Raises Reject too_large or body_timeout, Disconnected.
        """
        length = int(headers.get(b"content-length", b"-1"))
        if length > MAX_BODY_BYTES:
            raise Reject("too_large")
        # Named, since asking for the running loop costs a system call before Python 3.12.
        task = asyncio.current_task(self._loop)
        assert task is not None
        self._reading[task] = self._loop.time()
        try:
            message = await receive()
            # The server says more_body before it has seen the end; asking again costs a wake-up.
            if message["type"] == "http.request" and len(message["body"]) == length:
                body: bytes = message["body"]
                return body
            return await _rest(receive, message)
        except asyncio.CancelledError:
            if task in self._reading:
                raise  # the server gave the request up, not we
            task.uncancel()
            raise Reject("body_timeout") from None
        finally:
            self._reading.pop(task, None)

    def expire(self) -> None:
        """Cancel the reads that are out of time."""
        latest = self._loop.time() - self._seconds
        for task in [task for task, since in self._reading.items() if since < latest]:
            del self._reading[task]
            task.cancel()


async def _rest(receive: Receive, message: Message) -> bytes:
    chunks, size = [], 0
    while True:
        if message["type"] != "http.request":
            raise Disconnected
        size += len(message["body"])
        if size > MAX_BODY_BYTES:
            raise Reject("too_large")
        chunks.append(message["body"])
        if not message.get("more_body"):
            return b"".join(chunks)
        message = await receive()
