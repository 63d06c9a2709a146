"""The first few of each kind in each stretch of time: a sample whose size has a bound."""

from collections.abc import Hashable
from typing import Final

LIMIT: Final = 10
STRETCH_MS: Final = 5_000
# Kinds are made of recognised keys and codes; this bounds a stretch in which every key is refused.
KINDS: Final = 10_000


class FirstFew:
    """Stretches begin at multiples of `stretch_ms`; nothing is remembered from one to the next."""

    def __init__(
        self, limit: int = LIMIT, stretch_ms: int = STRETCH_MS, kinds: int = KINDS
    ) -> None:
        self._limit = limit
        self._stretch_ms = stretch_ms
        self._kinds = kinds
        self._stretch = 0
        self._seen: dict[Hashable, int] = {}

    def take(self, kind: Hashable, now_ms: int) -> bool:
        """Whether this one belongs to the sample."""
        stretch = now_ms // self._stretch_ms
        if stretch != self._stretch:
            self._stretch = stretch
            self._seen.clear()
        seen = self._seen.get(kind, 0)
        if seen >= self._limit or (seen == 0 and len(self._seen) >= self._kinds):
            return False
        self._seen[kind] = seen + 1
        return True
