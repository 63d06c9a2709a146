"""The thread that reads Kafka and hands what it read to a Teller."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final

from schemas.process.control import ControlReader
from schemas.process.errors import Retry, Stop
from webapp.live.kafka import Topics
from webapp.live.teller import Teller
from webapp.live.waiting import Place

log = logging.getLogger(__name__)

_BATCH: Final = 500
_POLL_SECONDS: Final = 0.05
_LOOK_SECONDS: Final = 0.5

Begin = Callable[[Sequence[bytes]], None]


class Reader(Thread):
    """Daemon thread. `missing` names what it has not read yet, and may be asked by any thread.

    `waits` is called with the events that wait to be counted, twice a second; `failed` once, when going on
    would be wrong. Both in this thread.
    """

    def __init__(
        self,
        bootstrap: str,
        client_id: str,
        partitions: int,
        teller: Teller,
        waits: Callable[[Mapping[Place, int]], None],
        failed: Callable[[Stop], None],
    ) -> None:
        super().__init__(name="reader", daemon=True)
        self._teller = teller
        self._waits = waits
        self._failed = failed
        self._ending = Event()
        self._asked: SimpleQueue[tuple[str, Begin]] = SimpleQueue()
        self._beginning: dict[str, list[Begin]] = {}
        self._topics = Topics(bootstrap, client_id, partitions)
        self._control = ControlReader(bootstrap, client_id, teller.apply, time.monotonic)
        self._behind: dict[int, int] = {}
        self._looked_at = 0.0
        self._missing = ["control", "beacons"]

    def missing(self) -> list[str]:
        return list(self._missing)

    def ask(self, project: str, begin: Begin) -> None:
        """Have `begin` called in this thread with the project's recent messages, between two records, as
        soon as everything was read. Any thread."""
        self._asked.put((project, begin))

    def run(self) -> None:
        try:
            self._begin()
            while not self._ending.is_set():
                self._step()
        except Stop as stop:
            self._failed(stop)
        finally:
            self._control.close()
            self._topics.close()

    def end(self) -> None:
        """Stop reading and wait for the thread; about 5 s at most."""
        self._ending.set()
        self.join()

    def _begin(self) -> None:
        """Definitions first, so that no beacon is judged without them."""
        while not self._ending.is_set() and not self._control.confirm():
            self._control.poll(0.1)
        self._missing = ["beacons"]
        while not self._ending.is_set():
            try:
                self._behind = self._topics.begin()
            except Retry as retry:
                log.warning("waiting: %s", retry)
                self._ending.wait(retry.after)
            else:
                return

    def _step(self) -> None:
        self._control.poll(0)
        for message in self._topics.consume(_BATCH, _POLL_SECONDS):
            partition, offset = message.partition() or 0, message.offset() or 0
            at, value = message.timestamp()[1], message.value() or b""
            self._teller.record(message.topic() or "", partition, offset, at, value)
        if not self._missing:
            self._answer()
        if time.monotonic() - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = time.monotonic()
            self._look()

    def _answer(self) -> None:
        """Begin all streams of one project; those of the next one after more records."""
        with suppress(Empty):
            while True:
                project, begin = self._asked.get_nowait()
                self._beginning.setdefault(project, []).append(begin)
        if self._beginning:
            project = next(iter(self._beginning))
            recent = self._teller.recent(project)
            for begin in self._beginning.pop(project):
                begin(recent)

    def _look(self) -> None:
        """What is not a record: the aggregator's position, the end of control, what was left out."""
        self._teller.say_left_out()
        self._control.confirm()
        try:
            self._waits(self._teller.committed(self._topics.committed()))
        except Retry as retry:
            log.warning("not known how far the aggregator is: %s", retry)
        if self._missing and self._topics.has_read(self._behind):
            self._missing = []
