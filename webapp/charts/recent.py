"""Sharing one look at Prometheus among all who ask within seconds: many readers, one question."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final, Generic, TypeVar, cast

from webapp.prometheus import Prometheus, PrometheusAway, QueryRefused

log = logging.getLogger(__name__)

FRESH: Final = timedelta(seconds=2)
MOST: Final = 1_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """What was seen at `at`, or None and why."""

    at: datetime
    seen: T | None
    fault: str = ""


@dataclass(slots=True)
class _Place:
    """One look being shared; whoever holds the lock may be asking."""

    lock: Lock = field(default_factory=Lock)
    look: Look[Any] | None = None


class Recent:
    """The newest look by what it is about, the last MOST of them; safe for many threads.

    For each subject at most one thread asks, the others wait for it.
    """

    def __init__(self, prometheus: Prometheus, clock: Callable[[], datetime]) -> None:
        self._prometheus = prometheus
        self._clock = clock
        self._lock = Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()

    def look(
        self,
        about: Hashable,
        ask: Callable[[Prometheus, datetime], T],
        fresh: timedelta = FRESH,
    ) -> Look[T]:
        """A look not older than `fresh`. Blocks for as long as Prometheus may take.

        `ask` may raise PrometheusAway and QueryRefused; the same `about` must ask the same.
        """
        place = self._place(about)
        with place.lock:
            known = place.look
            if known is None or self._clock() - known.at >= (fresh if not known.fault else FRESH):
                known = place.look = self._ask(ask)
            return cast(Look[T], known)

    def _place(self, about: Hashable) -> _Place:
        with self._lock:
            place = self._places.setdefault(about, _Place())
            self._places.move_to_end(about)
            if len(self._places) > MOST:
                self._places.popitem(last=False)
            return place

    def _ask(self, ask: Callable[[Prometheus, datetime], T]) -> Look[T]:
        now = self._clock()
        try:
            return Look(now, ask(self._prometheus, now))
        except (PrometheusAway, QueryRefused) as error:
            log.warning("no numbers to show: %s", error)
            # Stamped when it ended, so that those who waited for the timeout do not wait again.
            return Look(self._clock(), None, str(error))
