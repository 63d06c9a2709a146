"""From the reader's thread to the event loop that owns the streams."""

import asyncio
from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry

from schemas.process import metrics
from webapp.live.rooms import Rooms
from webapp.live.waiting import Place


class LoopAudience:
    """Teller's Audience. `now_ms` is the time (Unix ms)."""

    def __init__(
        self,
        rooms: Rooms,
        loop: asyncio.AbstractEventLoop,
        registry: CollectorRegistry,
        now_ms: Callable[[], int],
    ) -> None:
        self._rooms = rooms
        self._loop = loop
        self._now_ms = now_ms
        self._delay = metrics.histogram("tally_live_delay_seconds", registry)
        self._waiting = metrics.gauge("tally_live_waiting_events", registry)
        self._waited: set[Place] = set()

    @property
    def watched(self) -> frozenset[str]:
        return self._rooms.watched

    def tell(self, project: str, message: bytes, appended_at: int) -> None:
        self._delay.observe(max(0, self._now_ms() - appended_at) / 1000)
        self._loop.call_soon_threadsafe(self._rooms.publish, project, message)

    def leave_out(self, project: str, count: int) -> None:
        self._loop.call_soon_threadsafe(self._rooms.leave_out, project, count)

    def waits(self, events: Mapping[Place, int]) -> None:
        """Show what waits; a place where nothing does any more has no series."""
        for place, count in events.items():
            self._waiting.labels(*place).set(count)
        for place in self._waited - events.keys():
            self._waiting.remove(*place)
        self._waited = set(events)
