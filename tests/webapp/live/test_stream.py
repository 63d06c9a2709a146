"""One reader's queue: bounded, in order, and honest about what is missing."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar
from uuid import uuid4

from webapp.live.messages import HEARTBEAT, Dropped, End, encode
from webapp.live.stream import Stream, Viewer

T = TypeVar("T")


def stream(messages: int = 3, size: int = 1_000) -> Stream:
    return Stream(Viewer(uuid4(), uuid4(), uuid4()), messages, size)


def soon(awaited: Coroutine[None, None, T]) -> T:
    return asyncio.run(awaited)


async def drained(found: Stream) -> list[bytes | None]:
    """Everything until nothing comes."""
    messages: list[bytes | None] = []
    while (message := await found.next(0.01)) != HEARTBEAT:
        messages.append(message)
        if message is None:
            break
    return messages


def test_messages_come_in_their_order_and_a_comment_when_there_is_none() -> None:
    async def run() -> list[bytes | None]:
        found = stream()
        assert found.put(b"a")
        assert found.put(b"b")
        return await drained(found)

    assert soon(run()) == [b"a", b"b"]


def test_a_full_queue_says_how_many_it_left_out_at_the_place_where_they_are_missing() -> None:
    async def run() -> list[bytes | None]:
        found = stream(messages=2)
        assert [found.put(m) for m in (b"a", b"b", b"c", b"d")] == [True, True, False, False]
        assert await found.next(1) == b"a"
        assert await found.next(1) == b"b"
        found.put(b"e")
        return await drained(found)

    assert soon(run()) == [encode(Dropped(2)), b"e"]


def test_what_was_left_out_is_said_even_when_nothing_follows() -> None:
    async def run() -> list[bytes | None]:
        found = stream(size=4)
        assert not found.put(b"too large")
        found.leave_out(4)
        return await drained(found)

    assert soon(run()) == [encode(Dropped(5))]


def test_a_waiting_reader_gets_a_message_at_once() -> None:
    async def run() -> bytes | None:
        found = stream()
        waiting = asyncio.create_task(found.next(60))
        await asyncio.sleep(0)
        found.put(b"a")
        return await waiting

    assert soon(run()) == b"a"


def test_the_end_takes_the_place_of_what_is_queued_and_nothing_follows() -> None:
    async def run() -> list[bytes | None]:
        found = stream()
        found.put(b"secret of the members")
        found.end("no longer")
        assert not found.put(b"more")
        found.end("another reason")
        return await drained(found)

    first, *rest = soon(run())
    assert first == encode(End("no longer"))
    assert b"secret" not in b"".join(m for m in rest if m)
    assert rest[-1] is None
