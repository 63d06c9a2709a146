"""From the reader's thread to the event loop that owns the streams."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry

from schemas.process import metrics
from webapp.live.rooms import Rooms
from webapp.live.stream import Stream
from webapp.live.waiting import Place


class LoopAudience:
    """Teller's Audience, used by the reader's thread alone. `now_ms` is the time (Unix ms).

    `watched`: projects of streams that have begun. It grows in the reader's thread, so that no record
    falls between those that a stream is given when it begins and those it is told afterwards.
    """

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
        self.watched: frozenset[str] = frozenset()

    def begin(self, stream: Stream, recent: Iterable[bytes]) -> None:
        """A stream hears the recent messages, and from here on what is told."""
        self.watched |= {str(stream.viewer.project)}
        self._loop.call_soon_threadsafe(self._rooms.begin, stream, recent)

    def tell(self, project: str, message: bytes, appended_at: int) -> None:
        self._delay.observe(max(0, self._now_ms() - appended_at) / 1000)
        self._loop.call_soon_threadsafe(self._rooms.publish, project, message)

    def leave_out(self, project: str, count: int) -> None:
        self._loop.call_soon_threadsafe(self._rooms.leave_out, project, count)

    def waits(self, events: Mapping[Place, int]) -> None:
        """Show what waits; a place where nothing does any more has no series. Forget who has left."""
        self.watched &= self._rooms.watched
        for place, count in events.items():
            self._waiting.labels(*place).set(count)
        for place in self._waited - events.keys():
            self._waiting.remove(*place)
        self._waited = set(events)
