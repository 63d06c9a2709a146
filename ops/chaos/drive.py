"""One bout: send and strike, wait until everything stands where samples go, compare."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread
from typing import Any, Final

from ops.chaos import check
from ops.chaos.beacons import Beacon, beacons
from ops.chaos.clean_run import clean_run
from ops.chaos.compare import Comparison, compare, shortened
from ops.chaos.faults import Fault, milestones
from ops.chaos.flight import Flight
from ops.chaos.ledger import Expected, Ledger
from ops.chaos.prometheus import OURS, Prometheus
from ops.chaos.sender import Pace, Sender
from ops.chaos.stack import PARTITIONS
from ops.chaos.strikes import Strikes
from ops.chaos.system import System

Say = Callable[[str], None]

# A definition counts from the first window 6 s after it was saved, 5 s after it was published
# (metrics.md "Versions"); when everything is up, both lie behind.
_IN_FORCE_S: Final = 6
_WINDOW_S: Final = 5
# A slot that is lost is given away after 15 s, its transaction ended within 20 s, and then is restored.
SETTLE_S: Final = 180.0
_LOOK_S: Final = 0.5
_EARLIER: Final = 50


class DriveError(Exception):
    """The run could not be carried out to its end, so that there is nothing to judge."""


@dataclass(frozen=True, slots=True)
class Options:
    """`rate` is beacons a second; a bout takes about count / rate seconds plus what the faults cost."""

    seed: int
    count: int
    rate: float
    connections: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was done and what was found; `totals` has one line per sum that is off. `samples` is None
    where none can be compared. Beacons and what is expected are of all bouts so far."""

    options: Options
    acknowledged: int
    repeated: int
    retries: int
    faults: tuple[Fault, ...]
    expected: Expected
    totals: tuple[str, ...]
    samples: Comparison | None
    seconds: float

    @property
    def same(self) -> bool:
        return not self.totals and (self.samples is None or self.samples.same)

    @property
    def compared(self) -> int:
        return self.samples.compared if self.samples else 0

    def lines(self) -> list[str]:
        """What differs."""
        return [*shortened(self.totals), *(self.samples.lines() if self.samples else ())]

    def builtins(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "verdict": "same" if self.same else "different",
            "seed": self.options.seed,
            "acknowledged": self.acknowledged,
            "repeated": self.repeated,
            "retries": self.retries,
            "views": self.expected.views.total(),
            "faults": [fault.builtins() for fault in self.faults],
            "totals": list(self.totals),
            "compared": self.compared,
            "lines": self.lines(),
            "seconds": self.seconds,
        }


@dataclass(slots=True)
class Drive:
    """Bouts on `system`, which nobody else may use. `say` gets a line for each thing that happens."""

    system: System
    say: Say
    _ledger: Ledger = field(default_factory=Ledger)
    _since: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    _last: list[Beacon] = field(default_factory=list)

    def bout(self, options: Options) -> Report:
        """Blocks for the whole of it. Raises DriveError, system.NeverError."""
        began = time.monotonic()
        faults: list[Fault] = []
        sent = list(beacons(options.seed, options.count, self.system.sites))
        sender = self._send(options, sent, faults)
        self._last = Random(options.seed).sample(sent, min(_EARLIER, len(sent)))
        expected = self._ledger.expected()
        totals = self._totals(expected)
        samples = None if totals else self._samples()
        return Report(
            options,
            len(self._ledger),
            self._ledger.repeated(),
            sender.retries,
            tuple(faults),
            expected,
            totals,
            samples,
            round(time.monotonic() - began, 1),
        )

    def _send(self, options: Options, sent: Sequence[Beacon], faults: list[Fault]) -> Sender:
        flight, ending = Flight(), Event()
        pace = Pace(options.connections / options.rate, options.count)
        collector = self.system.stack.url("collector")
        sender = Sender(collector, self._ledger, flight, pace, ending, self._last)
        began = time.monotonic()
        strikes = Strikes(self.system, flight, lambda: time.monotonic() - began)
        with _running(sender.send(sent, options.connections, options.seed), ending) as threads:
            for fault in self._strike(strikes, options, pace, ending):
                faults.append(fault)
                self.say(str(fault))
            self._join(threads)
        if sender.unexpected:
            raise DriveError(f"the collector answered {sender.unexpected[0]}")
        return sender

    def _strike(
        self, strikes: Strikes, options: Options, pace: Pace, ending: Event
    ) -> Iterator[Fault]:
        random, before = Random(options.seed), len(self._ledger)
        steps = milestones(options.count, len(options.faults))
        for kind, (due, barrier) in zip(options.faults, steps, strict=True):
            pace.barrier = barrier
            while len(self._ledger) - before < due and not ending.is_set():
                self.system.pause(0.02)
            yield strikes.strike(kind, max(1, options.connections // 4), random)
        pace.barrier = options.count

    def _join(self, threads: Sequence[Thread]) -> None:
        """In short waits, so that Ctrl-C is seen and our processes are kept alive."""
        while any(thread.is_alive() for thread in threads):
            self.system.pause(0.1)

    def _totals(self, expected: Expected) -> tuple[str, ...]:
        """What is off when everything has arrived, or is too much for ever."""
        deadline = time.monotonic() + SETTLE_S
        wrong: list[check.Off] | None = None
        while time.monotonic() < deadline:
            self.system.pause(_LOOK_S)
            try:
                found = self.system.target.found(self.system.projects)
            except OSError:
                continue  # it was killed a moment ago
            wrong = list(check.off(expected, found))
            if too_much := [one for one in wrong if one.is_too_much]:
                return tuple(map(str, too_much))
            if not wrong:
                return ()
        return ("nothing answers where samples go",) if wrong is None else tuple(map(str, wrong))

    def _samples(self) -> Comparison | None:
        """Every sample since the last comparison; one that is missing may still be on its way."""
        target = self.system.target
        if not isinstance(target, Prometheus):
            return None
        since, until = self._since, _last_window(time.time())
        deadline = time.monotonic() + SETTLE_S
        while True:
            held = target.samples(OURS, since, until)
            clean = clean_run(self.system.stack.bootstrap, PARTITIONS, until)
            compared = compare(held, [one for one in clean if one[1] > since])
            late = compared.missing and not (compared.surplus or compared.ambiguous)
            if not late or time.monotonic() > deadline:
                self._since = until
                return compared
            self.system.pause(_LOOK_S)


def _last_window(now: float) -> int:
    """Unix milliseconds of the newest end of a window at `now` (Unix seconds)."""
    return int(now // _WINDOW_S * _WINDOW_S) * 1000


def until_in_force(now: float) -> float:
    """Seconds from `now` (Unix seconds, everything up) until the projects' definitions surely count."""
    return (now + _IN_FORCE_S) // _WINDOW_S * _WINDOW_S + _WINDOW_S - now


@contextmanager
def _running(threads: Sequence[Thread], ending: Event) -> Iterator[Sequence[Thread]]:
    """Whatever happens inside, they are over when it is left."""
    try:
        yield threads
    finally:
        ending.set()
        for thread in threads:
            thread.join()
