"""Slowing down whoever tries passwords or signs up by the hundred: counted by address, in this process."""

from typing import Final

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_HOUR: Final = 3600


class TooManyAttempts(Exception):
    """SlowDown: this address has used up its attempts; `after` in seconds."""

    def __init__(self, after: int) -> None:
        super().__init__(f"again after {after} s")
        self.after = after


class Attempts:
    """At most `per_hour` within any hour for each address and kind of act. Safe for many threads.

    People behind one address share its attempts. Passwords are slow to try besides.
    """

    def __init__(self, per_hour: int) -> None:
        self._limit = RateLimitItemPerHour(per_hour)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, act: str, address: str, now: float) -> None:
        """Count one attempt at `now` (Unix seconds). Raises TooManyAttempts."""
        if not self._limiter.hit(self._limit, act, address):
            ends = self._limiter.get_window_stats(self._limit, act, address).reset_time
            raise TooManyAttempts(max(1, min(_HOUR, round(ends - now))))
