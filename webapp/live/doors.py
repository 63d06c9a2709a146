"""The database as the event loop asks it: in threads, two connections at most."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Engine

from webapp.db.engine import reading, writing
from webapp.live import tickets
from webapp.live.standing import standing
from webapp.live.stream import Viewer

T = TypeVar("T")
_THREADS: Final = 2


class Doors:
    """`clock` tells the time in UTC."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._threads = ThreadPoolExecutor(_THREADS, "database")

    async def redeem(self, ticket: str) -> Viewer | None:
        """Whose ticket it is, if that person may watch at this moment. Raises DBAPIError."""
        if not tickets.is_ticket(ticket):
            return None
        return await self._run(partial(self._redeem, ticket))

    async def standing(self, viewers: Collection[Viewer]) -> Collection[Viewer]:
        """Those who may watch at this moment. Raises DBAPIError."""
        return await self._run(partial(self._standing, viewers))

    def close(self) -> None:
        self._threads.shutdown()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _redeem(self, ticket: str) -> Viewer | None:
        with writing(self._engine) as session:
            viewer = tickets.redeem(session, ticket, self._clock())
        return viewer if viewer and self._standing({viewer}) else None

    def _standing(self, viewers: Collection[Viewer]) -> set[Viewer]:
        with reading(self._engine) as session:
            return standing(session, viewers, self._clock())
