"""How much may come in: a token bucket per key in events, one per client address in beacons.

Each worker enforces its share. Time is Unix milliseconds by a clock that may step: a step back gives
nothing, a step ahead gives at most a burst.
"""

from array import array
from typing import Final, NamedTuple

from schemas.process.errors import Reject

# Addresses share slots by their hash: 1 MiB, however many there are, and nobody can push another out.
# That two meet in one slot is as likely as 1 : 65,536, and then they share a bucket.
_SLOTS: Final = 1 << 16


class Rate(NamedTuple):
    """`per_second` on average, `burst` at once after a pause."""

    per_second: float
    burst: float


class Limited(Reject):
    """Refused for now: `after` seconds from now it may pass."""

    def __init__(self, code: str, after: float) -> None:
        super().__init__(code)
        self.after = after


class Bucket:
    """One token bucket; full at first."""

    __slots__ = ("_at_ms", "_rate", "_tokens")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._at_ms = 0

    def take(self, tokens: float, now_ms: int) -> float:
        """Take them and return 0, or the seconds until that many are there.

        What is more than a whole burst passes when the bucket is full, and leaves a debt.
        """
        per_second, burst = self._rate
        elapsed_ms, self._at_ms = now_ms - self._at_ms, now_ms
        if elapsed_ms > 0:
            self._tokens = min(burst, self._tokens + elapsed_ms * per_second / 1000)
        lacking = min(tokens, burst) - self._tokens
        if lacking > 0:
            return lacking / per_second
        self._tokens -= tokens
        return 0.0


class Limits:
    """The buckets of one worker of `shares`. For one thread."""

    def __init__(self, addresses: Rate, keys: Rate, shares: int = 1) -> None:
        self._shares = shares
        self._addresses = AddressBuckets(self._share(addresses))
        self._default = keys
        self._keys: dict[str, tuple[Rate, Bucket]] = {}

    def take_address(self, address: str, now_ms: int) -> None:
        """One beacon of an address. Raises Limited."""
        after = self._addresses.take(address, now_ms)
        if after:
            raise Limited("rate_limited", after)

    def give_back(self, address: str) -> None:
        """The beacon turned out to be bounded by its key alone."""
        self._addresses.give_back(address)

    def take_key(self, key_id: str, rate: Rate | None, events: int, now_ms: int) -> None:
        """A known key's events; `rate` None is the default. A changed rate begins a new bucket.

        Raises Limited.
        """
        wanted = rate or self._default
        held = self._keys.get(key_id)
        if held is None or held[0] != wanted:
            held = self._keys[key_id] = (wanted, Bucket(self._share(wanted)))
        after = held[1].take(events, now_ms)
        if after:
            raise Limited("rate_limited", after)

    def _share(self, rate: Rate) -> Rate:
        return Rate(rate.per_second / self._shares, max(1.0, rate.burst / self._shares))


class AddressBuckets:
    """Buckets of one rate in a table of fixed size, which holds no address."""

    def __init__(self, rate: Rate, slots: int = _SLOTS) -> None:
        self._rate = rate
        self._slots = slots
        self._tokens = array("d", [rate.burst]) * slots
        self._at_ms = array("q", [0]) * slots

    def take(self, address: str, now_ms: int) -> float:
        """Take one and return 0, or the seconds until one is there."""
        # Python keys the hash of texts anew in each process (PEP 456): slots cannot be aimed at.
        slot = hash(address) % self._slots
        per_second, burst = self._rate
        tokens, elapsed_ms = self._tokens[slot], now_ms - self._at_ms[slot]
        self._at_ms[slot] = now_ms
        if elapsed_ms > 0:
            tokens = min(burst, tokens + elapsed_ms * per_second / 1000)
        taken = tokens >= 1.0
        self._tokens[slot] = tokens - 1.0 if taken else tokens
        return 0.0 if taken else (1.0 - tokens) / per_second

    def give_back(self, address: str) -> None:
        """Undo one `take`."""
        self._tokens[hash(address) % self._slots] += 1.0
