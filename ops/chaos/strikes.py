"""Carrying faults out: each of `faults.kinds` is a kill or a method of the same name."""

import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

from ops.chaos import broker
from ops.chaos.faults import SINKS, Fault, victims
from ops.chaos.flight import Flight
from ops.chaos.orders import POINTS
from ops.chaos.system import FIRST, System

VICTIMS: Final = frozenset(victim for sink in SINKS for victim in victims(sink))
COMES_BACK_S: Final = 180.0
# A window and the transaction behind it, with room for a group that is out of balance.
TRANSACTION_S: Final = 120.0
_STILL_S: Final = 0.3
_ASK_AGAIN_S: Final = 0.5
_REFUSED: Final = "does not fit committed offset"


T = TypeVar("T")


class Strikes:
    """For one thread. `clock` gives seconds since the first beacon."""

    def __init__(self, system: System, flight: Flight, clock: Callable[[], float]) -> None:
        self._system = system
        self._flight = flight
        self._clock = clock
        self._killed = set[int]()

    def strike(self, kind: str, at_least: int, random: Random) -> Fault:
        """Do it; a kill waits for `at_least` beacons in flight. Blocks. Raises NeverError."""
        if kind in VICTIMS:
            return self._kill(kind, at_least)
        what: str = getattr(self, kind)(random)
        return Fault(round(self._clock(), 1), kind, what)

    def _kill(self, victim: str, at_least: int) -> Fault:
        """When fewer are in flight for long, because earlier faults took long, with those there are."""
        pid = self._alive(victim)
        kill = partial(_kill, pid)
        count = self._flight.strike(at_least, kill) or self._flight.strike(0, kill)
        self._killed.add(pid)
        return Fault(round(self._clock(), 1), victim, f"pid {pid}", count)

    def _alive(self, name: str) -> int:
        """The process id of `name`, once it is ready and is not one that was killed before."""
        found = list[int]()

        def is_alive() -> bool:
            pid = self._system.pid(name)
            if pid is None or pid in self._killed or not self._system.is_ready(name):
                return False
            found.append(pid)
            return True

        self._system.wait(f"{name} to be ready", is_alive, COMES_BACK_S)
        return found[-1]

    def join(self, random: Random) -> str:
        free = self._system.free
        if not free:
            return "every slot is taken"
        return self._join(random.choice(free))

    def leave(self, random: Random) -> str:
        slot = self._some_further(random)
        code = self._system.dismiss(slot, signal.SIGTERM)
        return f"{slot}, which ended with {code}"

    def lose(self, random: Random) -> str:
        slot = self._some_further(random)
        self._system.dismiss(slot, signal.SIGKILL)
        return slot

    def in_transaction(self, random: Random) -> str:
        """Whose, is drawn from those that have something to commit."""
        slots = [slot for slot in (FIRST, *self._system.further) if self._owned(slot)]
        slot, point = random.choice(slots), random.choice(POINTS)
        self._alive(slot)
        orders = self._system.orders(slot)
        orders.die(point)
        try:
            self._system.wait(f"{slot} to die, {point}", orders.has_died, TRANSACTION_S)
        finally:
            orders.withdraw()
        return f"{slot}, {point}"

    def in_restore(self, random: Random) -> str:
        """With two free slots: a second member joins while the first one restores. Else: a kill."""
        free = random.sample(self._system.free, len(self._system.free))
        slot = free[0] if free else random.choice(self._system.further)
        orders = self._system.orders(slot)
        orders.hold()
        try:
            if free:
                self._system.join(slot)
            else:
                self._end(slot)
            self._system.wait(f"{slot} to restore", partial(self._restores, slot), COMES_BACK_S)
            if len(free) < 2:
                self._end(slot)
                return f"{slot}, killed meanwhile"
            self._join(free[1])
        finally:
            orders.release()
        return f"{slot}, {free[1]} joined meanwhile"

    def offset_behind(self, random: Random) -> str:
        """As when an offset or a checkpoint is lost (KAFKA-10167): nobody may count from there."""
        partition = random.choice(self._owned(FIRST))
        right, wrong, log = self._put_behind(partition, random.randint(5, 50))
        before = log.stat().st_size
        self._end(FIRST)
        where = f"partition {partition}, {right} -> {wrong}"

        def is_refused() -> bool:
            return _REFUSED.encode() in log.read_bytes()[before:]

        def is_decided() -> bool:
            return is_refused() or self._committed(partition) != wrong

        self._system.wait("what becomes of a wrong offset", is_decided, COMES_BACK_S)
        if not is_refused():
            return f"{where}: counted on from there"
        self._insist(partial(broker.put_committed, self._bootstrap, partition, right))
        return f"{where}: refused"

    def _put_behind(self, partition: int, by: int) -> tuple[int, int, Path]:
        """Stop the first member and put a committed offset of its behind: the right one, the wrong one,
        and its log."""

        def is_far_enough() -> bool:
            return self._committed(partition) > by

        self._system.wait("enough to be committed", is_far_enough, COMES_BACK_S)
        os.kill(self._alive(FIRST), signal.SIGSTOP)
        time.sleep(_STILL_S)  # a commit that was on its way has come through
        right = self._committed(partition)
        self._insist(partial(broker.put_committed, self._bootstrap, partition, right - by))
        return right, right - by, self._system.log(FIRST)

    def clock_back(self, random: Random) -> str:
        site, by = random.choice(self._system.sites), random.randint(1_000, 8_000)
        self._insist(partial(broker.step_back, self._bootstrap, site.partition, by))
        return f"partition {site.partition}, by {by} ms"

    @property
    def _bootstrap(self) -> str:
        return self._system.stack.bootstrap

    def _owned(self, slot: str) -> list[int]:
        """The partitions that `slot` has, once it has some."""
        found = list[int]()

        def has_some() -> bool:
            found[:] = self._insist(partial(broker.owners, self._bootstrap)).get(slot, [])
            return bool(found)

        self._system.wait(f"{slot} to own a partition", has_some, COMES_BACK_S)
        return found

    def _committed(self, partition: int) -> int:
        self._system.pause(_ASK_AGAIN_S)
        return self._insist(partial(broker.committed, self._bootstrap, partition))

    def _insist(self, ask: Callable[[], T]) -> T:
        """Kafka's answer; it may be on its way back from an earlier fault. Raises NeverError."""
        answers = list[T]()

        def is_answered() -> bool:
            try:
                answers.append(ask())
            except broker.TROUBLE:
                return False
            return True

        self._system.wait("Kafka to answer", is_answered, COMES_BACK_S)
        return answers[-1]

    def _some_further(self, random: Random) -> str:
        """A further member that is ready; one is started if there is none."""
        slots = self._system.further
        slot = random.choice(slots) if slots else random.choice(self._system.free)
        if not slots:
            self._join(slot)
        self._alive(slot)
        return slot

    def _join(self, slot: str) -> str:
        """Start a member and wait until it counts, or has nothing to count."""
        self._system.join(slot)
        self._alive(slot)
        return slot

    def _end(self, slot: str) -> None:
        """Kill a member that will be started again."""
        pid = self._alive_or_restoring(slot)
        _kill(pid)
        self._killed.add(pid)

    def _alive_or_restoring(self, slot: str) -> int:
        pid = self._system.pid(slot)
        return pid if pid is not None else self._alive(slot)

    def _restores(self, slot: str) -> bool:
        """Whether the process that runs there now says that it is restoring a partition."""
        if self._system.pid(slot) in {None, *self._killed}:
            return False
        try:
            urlopen(self._system.address(slot), timeout=2).close()
        except HTTPError as error:
            return any("restoring" in missing for missing in json.loads(error.read()))
        except OSError:
            return False
        return False


def _kill(pid: int) -> None:
    """SIGKILL; one that ended by itself a moment ago is as dead."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
