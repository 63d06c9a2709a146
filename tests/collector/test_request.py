"""Reading bodies from ASGI messages."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from collector.request import BodyReader, Disconnected
from schemas.beacon import MAX_BODY_BYTES
from schemas.process.errors import Reject

Messages = list[dict[str, Any]]


def chunk(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


GONE: dict[str, Any] = {"type": "http.disconnect"}


def sender(messages: Messages) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    return receive


def read(messages: Messages, headers: dict[bytes, bytes]) -> bytes:
    async def run() -> bytes:
        return await BodyReader(asyncio.get_running_loop()).read(sender(messages), headers)

    return asyncio.run(run())


def test_a_body_of_the_announced_length_is_not_asked_for_its_end() -> None:
    later = chunk(b"")
    messages = [chunk(b"abc", more=True), later]
    assert read(messages, {b"content-length": b"3"}) == b"abc"
    assert messages == [later]


def test_chunks_are_put_together() -> None:
    assert read([chunk(b"ab", True), chunk(b"", True), chunk(b"c")], {}) == b"abc"
    assert read([chunk(b"")], {}) == b""


def test_a_large_announced_body_is_refused_unread() -> None:
    messages = [chunk(b"x")]
    with pytest.raises(Reject, match="too_large"):
        read(messages, {b"content-length": str(MAX_BODY_BYTES + 1).encode()})
    assert len(messages) == 1


def test_a_chunked_body_is_refused_where_it_passes_the_limit() -> None:
    messages = [chunk(b"x" * 40_000, True) for _ in range(3)]
    with pytest.raises(Reject, match="too_large"):
        read(messages, {})
    assert len(messages) == 1


def test_exactly_the_limit_is_read() -> None:
    largest = b"x" * MAX_BODY_BYTES
    assert read([chunk(largest)], {b"content-length": str(MAX_BODY_BYTES).encode()}) == largest


def test_a_client_that_went_away_is_not_answered() -> None:
    for messages in ([GONE], [chunk(b"a", True), GONE]):
        with pytest.raises(Disconnected):
            read(messages, {b"content-length": b"5"})


def test_a_body_that_does_not_arrive_is_given_up() -> None:
    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def run() -> None:
        reader = BodyReader(asyncio.get_running_loop(), seconds=0)
        reading = asyncio.ensure_future(reader.read(never, {}))
        await asyncio.sleep(0)
        reader.expire()
        with pytest.raises(Reject, match="body_timeout"):
            await reading
        assert not reader._reading

    asyncio.run(run())


def test_a_cancellation_by_somebody_else_stays_one() -> None:
    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def run() -> None:
        reader = BodyReader(asyncio.get_running_loop())
        reading = asyncio.ensure_future(reader.read(never, {}))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    asyncio.run(run())


def test_what_is_held_is_bounded_and_the_slowest_is_given_up() -> None:
    async def run() -> None:
        reader = BodyReader(asyncio.get_running_loop(), held_bytes=100)
        senders = [Trickle() for _ in range(3)]
        first, second, third = (asyncio.ensure_future(reader.read(s, {})) for s in senders)
        for trickle in senders:
            await trickle.send(b"x" * 40)
        with pytest.raises(Reject, match="body_timeout"):
            await first
        assert reader._held == 80
        for trickle in senders[1:]:
            await trickle.send(b"y", more=False)
        assert await second == await third == b"x" * 40 + b"y"
        assert reader._held == 0

    asyncio.run(run())


class Trickle:
    """A client that sends when told to."""

    def __init__(self) -> None:
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def __call__(self) -> dict[str, Any]:
        return await self._messages.get()

    async def send(self, body: bytes, more: bool = True) -> None:
        self._messages.put_nowait(chunk(body, more))
        for _ in range(5):
            await asyncio.sleep(0)
