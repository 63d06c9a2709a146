"""One run: send and kill, wait until everything stands in Prometheus, compare."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, Final
from urllib.request import urlopen

from ops.chaos import check
from ops.chaos.beacons import beacons
from ops.chaos.clean_run import clean_run
from ops.chaos.compare import Comparison, compare
from ops.chaos.faults import VICTIMS, Fault, Killer, milestones, plan
from ops.chaos.flight import Flight
from ops.chaos.ledger import Expected, Ledger
from ops.chaos.prometheus import Prometheus
from ops.chaos.sender import Pace, Sender
from ops.chaos.stack import Stack

Say = Callable[[str], None]

# A definition counts from the first window 6 s after it was saved, 5 s after it was published
# (metrics.md "Versions"); when everything is up, both lie behind.
_IN_FORCE_S: Final = 6
_WINDOW_S: Final = 5
SETTLE_S: Final = 90.0
# Samples are told to have arrived by later ones: two windows later is enough for any order of writing.
_LATER_MS: Final = 10_000
_TOKEN: Final = re.compile(r'"token":"([^"]+)"')


class DriveError(Exception):
    """The run could not be carried out to its end, so that there is nothing to judge."""


@dataclass(frozen=True, slots=True)
class Options:
    """`rate` is beacons a second; the run takes about count / rate seconds plus what the kills cost."""

    seed: int
    count: int
    rate: float
    connections: int
    kills: int
    victims: Sequence[str] = VICTIMS


@dataclass(frozen=True, slots=True)
class Report:
    """What was done and what was found; `totals` has one line per sum that is off."""

    acknowledged: int
    repeated: int
    retries: int
    faults: tuple[Fault, ...]
    expected: Expected
    totals: tuple[str, ...]
    samples: Comparison

    @property
    def same(self) -> bool:
        return self.samples.same and not self.totals

    def builtins(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "verdict": "same" if self.same else "different",
            "acknowledged": self.acknowledged,
            "repeated": self.repeated,
            "retries": self.retries,
            "views": self.expected.views.total(),
            "faults": [fault.builtins() for fault in self.faults],
            "totals": list(self.totals),
            "samples": {
                "same": self.samples.same,
                "compared": self.samples.compared,
                "missing": len(self.samples.missing),
                "surplus": len(self.samples.surplus),
                "lines": self.samples.lines(),
            },
        }


@dataclass(slots=True)
class Drive:
    """A run on `stack`, which nobody else may use. `say` gets a line for each thing that happens."""

    stack: Stack
    options: Options
    say: Say
    _ending: Event = field(default_factory=Event)
    _faults: list[Fault] = field(default_factory=list)

    def run(self) -> Report:
        """Blocks for the whole run. Raises DriveError, faults.NeverBackError."""
        time.sleep(until_in_force(time.time()))
        began = time.time_ns() // 1_000_000
        ledger = Ledger()
        sender = self._send(ledger)
        self.say(
            f"{len(ledger)} beacons acknowledged, {ledger.repeated()} more than once; "
            f"{sender.retries} retries"
        )
        return self._judge(ledger, sender, began)

    def _send(self, ledger: Ledger) -> Sender:
        options, collector, site = self.options, self.stack.url("collector"), self.stack.url("demo")
        flight = Flight()
        pace = Pace(options.connections / options.rate, options.count)
        sender = Sender(collector, site, ledger, flight, pace, self._ending)
        sent = beacons(options.seed, options.count, token(collector), site)
        began = time.monotonic()
        killer = Killer(self.stack, flight, lambda: time.monotonic() - began)
        threads = sender.send(sent, options.connections, options.seed)
        try:
            self._kill(killer, ledger, pace)
            join(threads)
        finally:
            self._ending.set()
            join(threads)
        if sender.unexpected:
            raise DriveError(f"the collector answered {sender.unexpected[0]}")
        return sender

    def _kill(self, killer: Killer, ledger: Ledger, pace: Pace) -> None:
        victims = plan(self.options.seed, self.options.victims, self.options.kills)
        steps = list(milestones(self.options.count, len(victims)))
        for victim, (due, barrier) in zip(victims, steps, strict=True):
            pace.barrier = barrier
            while len(ledger) < due and not self._ending.is_set():
                time.sleep(0.02)
            fault = killer.kill(victim, max(1, self.options.connections // 4))
            self._faults.append(fault)
            self.say(str(fault))
        pace.barrier = self.options.count

    def _judge(self, ledger: Ledger, sender: Sender, began: int) -> Report:
        prometheus = Prometheus(self.stack.url("prometheus"))
        until = time.time_ns() // 1_000_000
        settled(prometheus, until + _LATER_MS)
        expected = ledger.expected()
        totals = tuple(check.faults(expected, *check.found(prometheus)))
        bootstrap = f"127.0.0.1:{self.stack.port('kafka')}"
        since = began - 60_000
        samples = compare(prometheus.samples(check.OURS, since, until), clean_run(bootstrap, until))
        return Report(
            len(ledger),
            ledger.repeated(),
            sender.retries,
            tuple(self._faults),
            expected,
            totals,
            samples,
        )


def until_in_force(now: float) -> float:
    """Seconds from `now` (Unix seconds, everything up) until the demo's definition surely counts."""
    return (now + _IN_FORCE_S) // _WINDOW_S * _WINDOW_S + _WINDOW_S - now


def token(collector: str) -> str:
    """What a page of the demo carries: the token in the hosted script."""
    with urlopen(f"{collector}/s/{check.PROJECT}.js", timeout=10) as answer:
        found = _TOKEN.search(answer.read().decode())
    if not found:
        raise DriveError("the hosted script carries no token")
    return found[1]


def join(threads: Sequence[Thread]) -> None:
    """Wait for the threads; in short waits, so that Ctrl-C is seen."""
    for thread in threads:
        while thread.is_alive():
            thread.join(0.2)


def settled(prometheus: Prometheus, later: int) -> None:
    """Wait for a sample after `later` (Unix milliseconds).

    A partition's samples are written in the order of time, and the project has one partition: when a
    later one is there, all earlier ones are. Quiet series are repeated every 15 s, so one will come.
    """
    deadline = time.monotonic() + SETTLE_S
    while check.newest(prometheus) <= later:
        if time.monotonic() > deadline:
            raise DriveError(f"Prometheus holds nothing later than {later} after {SETTLE_S:.0f} s")
        time.sleep(0.5)
