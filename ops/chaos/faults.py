"""Who is killed and when; the killing itself."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from random import Random
from typing import Final

from ops.chaos.flight import Flight
from ops.chaos.stack import Stack
from ops.local.ready import is_ready

VICTIMS: Final = ("collector", "aggregator", "sink", "kafka")
COMES_BACK_S: Final = 60.0


class NeverBackError(Exception):
    """A victim did not come back, so that the rest of the plan could not be carried out."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kill: seconds since the first beacon, who, and how many beacons were in flight."""

    at: float
    victim: str
    pid: int
    in_flight: int

    def __str__(self) -> str:
        return f"{self.at:6.1f} s  kill -9 {self.victim:<10} pid {self.pid:<7} {self.in_flight} in flight"

    def builtins(self) -> dict[str, object]:
        return asdict(self)


def plan(seed: int, victims: Sequence[str], kills: int) -> list[str]:
    """The victims in the order of their deaths: `kills` rounds, each in an order of its own."""
    random = Random(seed)
    return [victim for _ in range(kills) for victim in random.sample(victims, len(victims))]


class Killer:
    """Kills by process id, each time a new process that has become ready."""

    def __init__(self, stack: Stack, flight: Flight, clock: Callable[[], float]) -> None:
        self._stack = stack
        self._flight = flight
        self._clock = clock
        self._killed: set[int] = set()

    def kill(self, victim: str, at_least: int) -> Fault:
        """SIGKILL to `victim` with `at_least` beacons in flight. Blocks. Raises NeverBackError."""
        deadline = time.monotonic() + COMES_BACK_S
        while time.monotonic() < deadline:
            pid = self._stack.pids().get(victim)
            if pid is None or pid in self._killed or not is_ready(self._stack.address(victim)):
                time.sleep(0.05)
                continue
            count = self._flight.strike(at_least, partial(os.kill, pid, signal.SIGKILL))
            if count:
                self._killed.add(pid)
                return Fault(round(self._clock(), 1), victim, pid, count)
        raise NeverBackError(f"{victim} was not ready again within {COMES_BACK_S:.0f} s")


def milestones(total: int, faults: int) -> Iterator[tuple[int, int]]:
    """For each fault: how many beacons are acknowledged when it strikes, and where the next part ends.

    Beacons from the second number on are kept until it has struck.
    """
    for number in range(faults):
        yield (2 * number + 1) * total // (2 * faults), (number + 1) * total // faults
