"""Sends every beacon until it is acknowledged, over a fixed number of connections kept alive."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from random import Random
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from ops.chaos.beacons import Beacon
from ops.chaos.flight import Flight
from ops.chaos.ledger import Ledger

PATH: Final = "/api/v1/metrics"
ANSWER_S: Final = 5.0
# Shorter than the Retry-After that the collector sends: a harder test of it than visitors are.
PAUSE_S: Final = (0.1, 0.4)
HELD_BACK_S: Final = 3.0
_AGAIN: Final = frozenset({408, 425, 429})
_REPEATED: Final = 0.04


@dataclass(slots=True)
class Pace:
    """Every connection sends once per beat, all at the same moment, so that many are in flight.

    Beacons numbered `barrier` and above go slowly: they are kept for faults that are still to come.
    """

    beat_s: float
    barrier: int

    def wait(self, number: int) -> None:
        if number >= self.barrier:
            time.sleep(HELD_BACK_S)
        time.sleep(self.beat_s - time.monotonic() % self.beat_s)


@dataclass(slots=True)
class Sender:
    """`earlier` are beacons that were acknowledged before, of which duplicates may be sent, too;
    `unexpected` holds answers that no beacon of ours may get."""

    collector: str
    ledger: Ledger
    flight: Flight
    pace: Pace
    ending: Event
    earlier: Sequence[Beacon] = ()
    retries: int = 0
    unexpected: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def send(self, beacons: Iterable[Beacon], connections: int, seed: int) -> Sequence[Thread]:
        """Start one thread per connection; they end when everything is acknowledged, or at `ending`."""
        queue: SimpleQueue[Beacon] = SimpleQueue()
        for beacon in beacons:
            queue.put(beacon)
        threads = [
            Thread(target=self._work, args=(queue, Random(seed + n)), name=f"sender-{n}")
            for n in range(connections)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, queue: "SimpleQueue[Beacon]", random: Random) -> None:
        parts = urlsplit(self.collector)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_S)
        sent = list(self.earlier)
        while not self.ending.is_set():
            try:
                beacon = queue.get_nowait()
            except Empty:
                break
            self.pace.wait(beacon.number)
            self._until_acknowledged(connection, beacon, random)
            sent.append(beacon)
            if random.random() < _REPEATED:  # a duplicate: of this one, or of any before it
                again = beacon if random.random() < 0.5 else random.choice(sent)
                self._until_acknowledged(connection, again, random)
        connection.close()

    def _until_acknowledged(
        self, connection: HTTPConnection, beacon: Beacon, random: Random
    ) -> None:
        while not self.ending.is_set():
            if self._post(connection, beacon):
                self.ledger.acknowledge(beacon)
                return
            with self._lock:
                self.retries += 1
            time.sleep(random.uniform(*PAUSE_S))

    def _post(self, connection: HTTPConnection, beacon: Beacon) -> bool:
        """Whether it was acknowledged; False when the same beacon is to be sent again."""
        headers = {
            "Origin": beacon.origin,
            "User-Agent": beacon.user_agent,
            "Content-Type": "text/plain;charset=UTF-8",
        }
        try:
            connection.request("POST", PATH, beacon.body, headers)
            with self.flight.aloft():
                answer = connection.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            connection.close()
            return False
        if answer.status not in _AGAIN and answer.status != 204 and answer.status < 500:
            self.unexpected.append(f"{answer.status} {text.decode(errors='replace')}")
            self.ending.set()
        return answer.status == 204
