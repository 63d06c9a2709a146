"""Reading a request's body, bounded in size and time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from schemas.beacon import MAX_BODY_BYTES
from schemas.process.errors import Reject

BODY_SECONDS: Final = 10.0
HELD_BYTES: Final = 64 * 1024 * 1024

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class Disconnected(Exception):
    """The client went away before its body was complete: nobody is left to answer."""


class BodyReader:
    """Reads bodies of at most MAX_BODY_BYTES within `seconds`, for one event loop.

    A dict entry a request instead of a timer; `expire` runs a few times a second, so the end of a read
    that takes too long may come that much later. All unfinished bodies together hold at most `held_bytes`:
    past that the read that began first is given up, which is the slowest.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        seconds: float = BODY_SECONDS,
        held_bytes: int = HELD_BYTES,
    ) -> None:
        self._loop = loop
        self._seconds = seconds
        self._held_bytes = held_bytes
        self._held = 0
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
            return await self._rest(receive, message)
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
            self._give_up(task)

    def _give_up(self, task: "asyncio.Task[Any]") -> None:
        del self._reading[task]
        task.cancel()

    async def _rest(self, receive: Receive, message: Message) -> bytes:
        chunks, size = [], 0
        try:
            while True:
                if message["type"] != "http.request":
                    raise Disconnected
                more = len(message["body"])
                size += more
                self._hold(more)
                if size > MAX_BODY_BYTES:
                    raise Reject("too_large")
                chunks.append(message["body"])
                if not message.get("more_body"):
                    return b"".join(chunks)
                message = await receive()
        finally:
            self._held -= size

    def _hold(self, more: int) -> None:
        self._held += more
        if self._held > self._held_bytes and self._reading:
            self._give_up(next(iter(self._reading)))
