"""Streams of those who may no longer look are ended within a second."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from sqlalchemy.exc import DBAPIError

from webapp.live.rooms import Rooms
from webapp.live.stream import Viewer

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
# The database may be away for a moment; for longer nobody can tell who may look.
BLIND_SECONDS: Final = 10.0

NOT_ALLOWED: Final = "You are signed out, or no longer a member of this project."
NOT_KNOWN: Final = "The database does not answer, so nobody can say who may look."

Standing = Callable[[Collection[Viewer]], Awaitable[Collection[Viewer]]]


class Guard:
    """`standing` gives those of the viewers who may look now; it raises DBAPIError when it cannot say."""

    def __init__(self, rooms: Rooms, standing: Standing) -> None:
        self._rooms = rooms
        self._standing = standing
        self._known_at = time.monotonic()

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask once about all open streams, and end those that must not go on."""
        streams = list(self._rooms)
        try:
            standing = await self._standing({s.viewer for s in streams}) if streams else ()
        except DBAPIError as error:
            log.warning("nobody can say who may look: %s", error.orig)
            if time.monotonic() - self._known_at > BLIND_SECONDS:
                self._rooms.close(NOT_KNOWN)
            return
        self._known_at = time.monotonic()
        for stream in streams:
            if stream.viewer not in standing:
                stream.end(NOT_ALLOWED)
