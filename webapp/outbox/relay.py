"""The outbox's loop: rows of the table become records of `control`, in order, none lost.

A row may be sent twice only if its process died or lost Kafka's answer after the topic was read; readers
ignore the second copy by its revision.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Event
from typing import Final

from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from schemas.process import metrics
from schemas.process.errors import Retry, Stop
from webapp.outbox import rows
from webapp.outbox.lock import Lock
from webapp.outbox.rows import Waiting
from webapp.outbox.writer import ControlWriter

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.2
STANDBY_SECONDS: Final = 1.0
BACKOFF_SECONDS: Final = (0.5, 1.0, 2.0, 5.0)
KEPT: Final = timedelta(days=1)
_PRUNE_EVERY: Final = timedelta(minutes=10)


class Relay:
    """Owned by one thread; `missing` may be asked from any. `clock` tells the time in UTC."""

    def __init__(
        self,
        engine: Engine,
        acquire: Callable[[], Lock | None],
        connect: Callable[[], ControlWriter],
        clock: Callable[[], datetime],
        registry: CollectorRegistry,
    ) -> None:
        self._engine = engine
        self._acquire = acquire
        self._connect = connect
        self._clock = clock
        self._published = metrics.counter("tally_outbox_published_total", registry)
        self._waiting = metrics.gauge("tally_outbox_waiting", registry)
        self._lock: Lock | None = None
        self._writer: ControlWriter | None = None
        self._standing: dict[str, int] = {}
        self._prune_at = clock()
        self._missing = ["start"]

    def missing(self) -> list[str]:
        """What keeps the outbox from publishing at the moment; empty when nothing does."""
        return self._missing

    def run(self, stop: Event) -> None:
        """Relay until `stop` is set; raises Stop when a person has to act."""
        failures = 0
        try:
            while not stop.is_set():
                try:
                    pause, failures = self.step(), 0
                except Retry as retry:
                    pause = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
                    failures += 1
                    self._interrupted(retry, pause)
                stop.wait(pause)
        finally:
            self._disconnect()
            self._release()

    def step(self) -> float:
        """One look at the table; seconds until the next. Raises Retry, Stop."""
        if not self._is_active():
            self._missing = ["lock: another outbox is active"]
            return STANDBY_SECONDS
        writer = self._resumed()
        batch = rows.waiting(self._engine)
        self._relay(writer, batch)
        self._missing = []
        self._prune()
        return 0.0 if len(batch) == rows.BATCH else POLL_SECONDS

    def _is_active(self) -> bool:
        if self._lock and not self._lock.held():
            self._release()
            self._disconnect()
            raise Retry("database: the outbox's lock was lost")
        if self._lock is None:
            self._lock = self._acquire()
        return self._lock is not None

    def _resumed(self) -> ControlWriter:
        """The writer; a new one first learns what stands on the topic."""
        if self._writer is None:
            writer = self._connect()
            try:
                writer.check_topic()
                self._standing = writer.standing()
            except Retry:
                writer.close()
                raise
            self._writer = writer
            log.info("outbox is active")
        return self._writer

    def _relay(self, writer: ControlWriter, batch: Sequence[Waiting]) -> None:
        self._waiting.set(
            rows.count_waiting(self._engine) if len(batch) == rows.BATCH else len(batch)
        )
        if not batch:
            return
        self._refuse_older_database(batch)
        unsent = [row for row in batch if self._standing.get(row.key, 0) < row.revision]
        if unsent:
            writer.send(unsent)
        rows.mark_published(self._engine, [row.revision for row in batch], self._clock())
        self._published.inc(len(batch))
        self._waiting.dec(len(batch))

    def _refuse_older_database(self, batch: Sequence[Waiting]) -> None:
        newest = rows.newest_revision(self._engine)
        for row in batch:
            standing = self._standing.get(row.key, 0)
            if standing > newest:
                raise Stop(
                    f"topic control holds revision {standing} of {row.key}, but the database never "
                    f"gave one above {newest}: it is older than the topic (restored from a backup?)"
                )

    def _prune(self) -> None:
        now = self._clock()
        if now >= self._prune_at:
            self._prune_at = now + _PRUNE_EVERY
            gone = rows.prune(self._engine, now - KEPT)
            log.info("outbox pruned", extra={"rows": gone})

    def _interrupted(self, retry: Retry, pause: float) -> None:
        log.warning("outbox waits %.1f s: %s", pause, retry)
        self._missing = [str(retry)]
        self._disconnect()

    def _disconnect(self) -> None:
        if self._writer:
            self._writer.close()
            self._writer = None

    def _release(self) -> None:
        if self._lock:
            self._lock.release()
            self._lock = None
