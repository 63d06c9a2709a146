"""Everything that is done to the system, and in which order. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Final

SINKS: Final = ("prometheus", "pushgateway")
# Processes of which each can be killed at any time, beside the one that samples go to.
_VICTIMS: Final = ("collector", "aggregator", "sink", "kafka")
_OTHERS: Final = {
    "join": "a further member joins the aggregator's group",
    "leave": "SIGTERM to a further member, whose slot stays empty",
    "lose": "SIGKILL to a further member, whose slot stays empty",
    "in_transaction": "a member is killed between produce and commit, or right after it",
    "in_restore": "a rebalance, or SIGKILL, while a member restores its partitions",
    "offset_behind": "SIGKILL, and the committed offset stands behind its checkpoint for a while",
    "clock_back": "the broker's clock steps back by some seconds",
}


def victims(sink: str) -> tuple[str, ...]:
    """Whom one can kill where samples go to `sink`, one of SINKS."""
    return (*_VICTIMS, sink)


def kinds(sink: str) -> dict[str, str]:
    """Every kind of fault there, and what it is."""
    kills = {name: f"SIGKILL to {name} with beacons in flight" for name in victims(sink)}
    return {**kills, **_OTHERS}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: seconds since the first beacon, its kind, to whom, and the beacons then in flight."""

    at: float
    kind: str
    what: str
    in_flight: int = 0

    def __str__(self) -> str:
        flying = f", {self.in_flight} in flight" if self.in_flight else ""
        return f"{self.at:6.1f} s  {self.kind:<14} {self.what}{flying}"

    def builtins(self) -> dict[str, object]:
        return asdict(self)


def plan(seed: int, kinds: Sequence[str], times: int) -> tuple[str, ...]:
    """The faults of a long run: every kind so many times, each time in an order of its own."""
    random = Random(seed)
    return tuple(kind for _ in range(times) for kind in random.sample(kinds, len(kinds)))


def rounds(first: int, kinds: Sequence[str], count: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Seed and faults of one round after the other: `count` faults each, and every kind before any comes
    again. All is made of the first seed."""
    seed, bag = first, list[str]()
    while True:
        if not bag:
            bag = Random(seed).sample(kinds, len(kinds))
        yield seed, tuple(bag[:count])
        del bag[:count]
        seed = Random(seed).getrandbits(32)


def milestones(total: int, faults: int) -> Iterator[tuple[int, int]]:
    """For each fault: how many beacons are acknowledged when it strikes, and where the next part ends.

    Beacons from the second number on are kept until it has struck.
    """
    for number in range(faults):
        yield (2 * number + 1) * total // (2 * faults), (number + 1) * total // faults
