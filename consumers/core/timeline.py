"""Versions of one thing of `control`, by the window from which each is in force."""

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Scheduled(NamedTuple, Generic[T]):
    """A version, its number, and the start of the first window it is in force for."""

    record: T
    number: int
    since: int


class Timeline(Generic[T]):
    """A newer version replaces an older one for good, even one that is yet to come."""

    def __init__(self) -> None:
        self._versions: dict[int, Scheduled[T]] = {}

    def put(self, record: T, number: int, since: int) -> None:
        self._versions[number] = Scheduled(record, number, since)

    def drop(self, number: int) -> None:
        self._versions.pop(number, None)

    def at(self, window: int) -> Scheduled[T] | None:
        """The version in force for that window."""
        in_force = (s for s in self._versions.values() if s.since <= window)
        return max(in_force, key=lambda s: s.number, default=None)

    def changes_after(self, window: int) -> Iterator[int]:
        """Starts of later windows at which another version may take over."""
        return (s.since for s in self._versions.values() if s.since > window)

    def in_order(self) -> Iterator[Scheduled[T]]:
        """The versions that ever are in force, in the order they take over."""
        newest = 0
        for scheduled in sorted(self._versions.values(), key=lambda s: (s.since, -s.number)):
            if scheduled.number > newest:
                newest = scheduled.number
                yield scheduled

    def records(self) -> Iterator[T]:
        """Every version, the newest first."""
        return (self._versions[number].record for number in sorted(self._versions, reverse=True))
