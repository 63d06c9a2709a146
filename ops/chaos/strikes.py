"""Carrying faults out: each of `faults.kinds` is a kill or a method of the same name."""

import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from random import Random
from typing import Final
from urllib.error import HTTPError
from urllib.request import urlopen

from ops.chaos.faults import SINKS, Fault, victims
from ops.chaos.flight import Flight
from ops.chaos.group import COMES_BACK_S, Group
from ops.chaos.orders import POINTS
from ops.chaos.system import FIRST, System

VICTIMS: Final = frozenset(victim for sink in SINKS for victim in victims(sink))
# A window and the transaction behind it, with room for a group that is out of balance.
TRANSACTION_S: Final = 120.0


class Strikes:
    """For one thread. `clock` gives seconds since the first beacon."""

    def __init__(self, system: System, flight: Flight, clock: Callable[[], float]) -> None:
        self._system = system
        self._group = Group(system)
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
        slots = list[str]()

        def are_there() -> bool:
            slots[:] = self._group.members()
            return bool(slots)

        self._system.wait("members that own something", are_there, COMES_BACK_S)
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
        group, by = self._group, random.randint(5, 50)
        partition = random.choice(group.owned(FIRST))

        def is_far_enough() -> bool:
            return group.committed(partition) > by

        self._system.wait("enough to be committed", is_far_enough, COMES_BACK_S)
        os.kill(self._alive(FIRST), signal.SIGSTOP)
        right = group.put_behind(partition, by)
        is_refused = group.refuses(partition)
        self._end(FIRST)

        def is_decided() -> bool:
            return is_refused() or group.committed(partition) != right - by

        self._system.wait("what becomes of a wrong offset", is_decided, COMES_BACK_S)
        where = f"partition {partition}, {right} -> {right - by}"
        if not is_refused():
            return f"{where}: counted on from there"
        group.put(partition, right)
        return f"{where}: refused"

    def clock_back(self, random: Random) -> str:
        site, by = random.choice(self._system.sites), random.randint(1_000, 8_000)
        self._group.step_back(site.partition, by)
        return f"partition {site.partition}, by {by} ms"

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
