"""One reader's messages: a bounded queue that says what it had to leave out."""

import asyncio
from collections import deque
from typing import Final
from uuid import UUID

import msgspec

from webapp.live.messages import HEARTBEAT, Dropped, End, encode

MESSAGES: Final = 200
BYTES: Final = 1024 * 1024


class Viewer(msgspec.Struct, frozen=True):
    """Who looks at which project, by which sign-in."""

    user: UUID
    session: UUID
    project: UUID


class Stream:
    """Owned by the event loop. A reader that is too slow loses its own messages and nobody else's.

    `has_begun`: whether what is published is for it.
    """

    def __init__(self, viewer: Viewer, messages: int = MESSAGES, size: int = BYTES) -> None:
        self.viewer = viewer
        self.ended = asyncio.Event()
        self.has_begun = False
        self._messages = messages
        self._size = size
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._dropped = 0
        self._arrived = asyncio.Event()

    def put(self, message: bytes) -> bool:
        """Queue an encoded message; False when it had to be left out."""
        full = len(self._queue) >= self._messages or self._queued + len(message) > self._size
        if full or self.ended.is_set():
            self._dropped += 1
            return False
        self._say_dropped()
        self._append(message)
        return True

    def leave_out(self, count: int) -> None:
        """Note messages that were never made, since there were too many."""
        self._dropped += count
        self._arrived.set()

    def end(self, why: str) -> None:
        """Nothing follows; what is queued is given up for the reason."""
        if not self.ended.is_set():
            self._queue.clear()
            self._append(encode(End(why)))
            self.ended.set()

    async def next(self, patience: float) -> bytes | None:
        """The next message, a comment after `patience` seconds without one, None after the end."""
        if not self._queue and not self._dropped and not self.ended.is_set():
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), patience)
            except TimeoutError:
                return HEARTBEAT
        if not self._queue:
            self._say_dropped()
        if not self._queue:
            return None
        message = self._queue.popleft()
        self._queued -= len(message)
        return message

    def _say_dropped(self) -> None:
        if self._dropped:
            count, self._dropped = self._dropped, 0
            self._append(encode(Dropped(count)))

    def _append(self, message: bytes) -> None:
        self._queue.append(message)
        self._queued += len(message)
        self._arrived.set()
