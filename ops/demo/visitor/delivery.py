"""One beacon's way to the collector: the tracker's reactions of wire.md, without sockets or clocks."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

_RETRIED: Final = frozenset({408, 425, 429})
_LONGEST_PAUSE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the collector said; status 0 = nothing came back. `retry_after` is seconds, 0 = not said."""

    status: int
    retry_after: float = 0.0
    detail: str = ""


class Outcome(Enum):
    STORED = "stored"
    DROPPED = "dropped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Delivers one beacon at a time; blocks as long as its parts do.

    `post(beacon)` sends once; `clock` counts seconds, steadily; `say` tells a person what changed.
    """

    post: Callable[[dict[str, Any]], Answer]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    dice: random.Random

    def deliver(self, beacon: dict[str, Any]) -> Outcome:
        """Try until the beacon is stored or refused for good: same id, age renewed at each attempt."""
        born, tries = self.clock(), 0
        while True:
            age = round((self.clock() - born) * 1000)
            answer = self.post({**beacon, "age_ms": age})
            outcome = _outcome(answer)
            if outcome is not None:
                if tries:
                    self.say("the collector answers again")
                return outcome
            pause = self._pause(answer, tries)
            tries += 1
            if tries == 1:
                self.say(f"the collector is away ({answer.detail}): trying until it is back")
            self.sleep(pause)

    def _pause(self, answer: Answer, tries: int) -> float:
        """Retry-After wins over our own backoff; jitter on both."""
        wanted = answer.retry_after or min(0.5 * 2**tries, _LONGEST_PAUSE_S)
        return wanted * (1 + self.dice.random() / 2)


def _outcome(answer: Answer) -> Outcome | None:
    """None = try again (wire.md "Tracker's reaction")."""
    if answer.status == 0 or answer.status in _RETRIED or answer.status >= 500:
        return None
    if answer.status in (401, 403):
        return Outcome.REFUSED
    return Outcome.STORED if answer.status < 300 else Outcome.DROPPED
