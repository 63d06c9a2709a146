"""What the supervisor decides, without processes or clocks: when to start, restart, give up, stop."""

import enum
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ops.local.process import Child

START_PATIENCE_S = 120.0
SETTLED_S = 1.0
STEADY_S = 20.0  # ready for so long: earlier failures are forgotten
LONGEST_BACKOFF_S = 15.0
STOP_ALL_S, STOP_KILL_S = 6.5, 8.5  # everything must be gone 10 s after Ctrl-C
EX_CONFIG = 78  # sysexits.h, as schemas.process.main: restarting will not help


class Phase(enum.Enum):
    """Where a child stands."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    DONE = "done"
    GIVEN_UP = "given up"


class Act(enum.Enum):
    """What the supervisor does about a child now."""

    NOTHING = enum.auto()
    START = enum.auto()
    TELL_READY = enum.auto()
    TELL_DIED = enum.auto()
    KILL_HUNG = enum.auto()


@dataclass(frozen=True, slots=True)
class Life:
    """A child's phase, since when, its failures in a row, and when it may start again (seconds)."""

    phase: Phase = Phase.WAITING
    since: float = 0.0
    failures: int = 0
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What was observed of a started child: its exit code if it ended, whether it answers."""

    exit_code: int | None = None
    ready: bool = False


def decide(child: Child, life: Life, seen: Seen, needs_met: bool, now: float) -> tuple[Life, Act]:
    """The next life of `child` and what to do; the same life and NOTHING when all is well."""
    match life.phase:
        case Phase.WAITING if needs_met and now >= life.due:
            return replace(life, phase=Phase.STARTING, since=now), Act.START
        case Phase.STARTING | Phase.READY if seen.exit_code is not None:
            return _ended(child, life, seen.exit_code, now)
        case Phase.STARTING if seen.ready and now - life.since >= _settling(child):
            return replace(life, phase=Phase.READY, since=now), Act.TELL_READY
        case Phase.STARTING if now - life.since > START_PATIENCE_S:
            return replace(life, since=now), Act.KILL_HUNG
        case Phase.READY if life.failures and now - life.since > STEADY_S:
            return replace(life, failures=0), Act.NOTHING
    return life, Act.NOTHING


def _settling(child: Child) -> float:
    """Seconds before an answer counts: a process that nobody can ask must have lived a little."""
    if child.once:
        return math.inf
    return 0.0 if child.ready else SETTLED_S


def _ended(child: Child, life: Life, code: int, now: float) -> tuple[Life, Act]:
    if child.once and code == 0:
        return replace(life, phase=Phase.DONE, since=now), Act.TELL_READY
    if code == EX_CONFIG:
        return replace(life, phase=Phase.GIVEN_UP, since=now), Act.TELL_DIED
    failures = life.failures + 1
    return Life(Phase.WAITING, now, failures, now + backoff(failures)), Act.TELL_DIED


def backoff(failures: int) -> float:
    """Seconds to wait before the next start after so many failures in a row."""
    return float(min(LONGEST_BACKOFF_S, 0.5 * 2 ** (failures - 1)))


def needs_met(child: Child, lives: Mapping[str, Life]) -> bool:
    """Whether all that `child` needs is ready or done."""
    return all(lives[name].phase in (Phase.READY, Phase.DONE) for name in child.needs)


def to_stop(children: Iterable[Child], alive: frozenset[str], elapsed: float) -> frozenset[str]:
    """Who gets SIGTERM so long after the stop began: who nobody alive needs; at last everybody."""
    if elapsed > STOP_ALL_S:
        return alive
    needs = {child.name: child.needs for child in children}
    return alive - frozenset(below for name in alive for below in _below(name, needs))


def _below(name: str, needs: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """All that `name` needs, also through a task that is long done."""
    for need in needs[name]:
        yield need
        yield from _below(need, needs)
