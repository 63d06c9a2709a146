"""Sharing one look among all who ask within two seconds: many readers, one reader of Prometheus."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from webapp.front.queries import Subject
from webapp.front.snapshot import By, Snapshot, take
from webapp.prometheus import Prometheus, PrometheusAway, QueryRefused

log = logging.getLogger(__name__)

FRESH: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at `at`: a snapshot, or why there is none."""

    at: datetime
    snapshot: Snapshot | None
    fault: str = ""


class Recent:
    """The newest look by subject and split; safe for many threads, at most one of them asks."""

    def __init__(self, prometheus: Prometheus, clock: Callable[[], datetime]) -> None:
        self._prometheus = prometheus
        self._clock = clock
        self._lock = Lock()
        self._looks: dict[tuple[Subject, By], Look] = {}

    def look(self, subject: Subject, by: By) -> Look:
        """A look not older than FRESH. Blocks for as long as Prometheus may take."""
        with self._lock:
            known = self._looks.get((subject, by))
            if known is None or self._clock() - known.at >= FRESH:
                known = self._ask(subject, by)
                self._looks[subject, by] = known
            return known

    def _ask(self, subject: Subject, by: By) -> Look:
        now = self._clock()
        try:
            return Look(now, take(self._prometheus, subject, by, now))
        except (PrometheusAway, QueryRefused) as error:
            log.warning("no numbers for the front page: %s", error)
            # Stamped when it ended, so that those who waited for the timeout do not wait again.
            return Look(self._clock(), None, str(error))
