"""Law 6: which (project, id) pairs were seen in the same or the 26 preceding 10-minute buckets.

15 million ids must fit into memory (a Python set takes 98 bytes for each), so ids are kept as 8-byte
hashes in open-addressing tables: 256 shards, each an `array` at most 70 % full. The low 5 bits of an
entry hold its bucket number modulo 32, which is why entries are dropped before 32 buckets have passed.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Final

REMEMBERED: Final = 27
_SHARDS: Final = 256
_AGES: Final = 32
_AGE_MASK: Final = _AGES - 1
_SMALLEST: Final = 8
_SWEEP: Final = _SHARDS // 4


def hash_of(project_id: str, beacon_id: str) -> int:
    """blake2b-8 of the id keyed with the project: 64 bits, little endian, never 0 in the upper 59."""
    hasher = _keyed(project_id).copy()
    hasher.update(beacon_id.encode())
    hashed = int.from_bytes(hasher.digest(), "little")
    return hashed if hashed >> 5 else hashed | 1 << 63


class SeenIds:
    """Hashes seen per bucket. Buckets only grow: `bucket` of a call is >= that of the call before."""

    def __init__(self) -> None:
        self._shards = [_empty(_SMALLEST) for _ in range(_SHARDS)]
        self._used = [0] * _SHARDS
        self._bucket = 0
        self._swept = 0

    def see(self, hashed: int, bucket: int) -> bool:
        """Whether `hashed` was seen within the remembered range; notes it for `bucket` either way."""
        if bucket != self._bucket:
            self._move(bucket)
        shard = hashed >> 56
        slots = self._shards[shard]
        size = len(slots)
        key = hashed | _AGE_MASK
        position = (hashed >> 5) % size
        while entry := slots[position]:
            if entry | _AGE_MASK == key:
                slots[position] = key ^ _AGE_MASK | bucket & _AGE_MASK
                return (bucket - entry) & _AGE_MASK < REMEMBERED
            position += 1
            if position == size:
                position = 0
        slots[position] = key ^ _AGE_MASK | bucket & _AGE_MASK
        used = self._used[shard] = self._used[shard] + 1
        if used * 10 > size * 7:
            self._rebuild(shard, bucket, 0)
        return False

    def load(self, hashes: Iterable[int], bucket: int) -> None:
        """Note ids of `bucket` without asking, as a restore does, oldest bucket first.

        In order of their shards, so that a table is made large enough once and stays in the
        processor's caches: a quarter faster than one by one.
        """
        if bucket != self._bucket:
            self._move(bucket)
        ordered = sorted(hashes)
        start = 0
        for shard in range(_SHARDS):
            end = bisect_left(ordered, (shard + 1) << 56, start)
            if end > start:
                self._fill(shard, ordered[start:end], bucket)
            start = end

    def _fill(self, shard: int, hashes: list[int], bucket: int) -> None:
        if (self._used[shard] + len(hashes)) * 10 > len(self._shards[shard]) * 7:
            self._rebuild(shard, bucket, 0, len(hashes))
        slots, used, age = self._shards[shard], self._used[shard], bucket & _AGE_MASK
        size = len(slots)
        for hashed in hashes:
            key = hashed | _AGE_MASK
            position = (hashed >> 5) % size
            while (entry := slots[position]) and entry | _AGE_MASK != key:
                position += 1
                if position == size:
                    position = 0
            if not entry:
                used += 1
            slots[position] = key ^ _AGE_MASK | age
        self._used[shard] = used

    def __len__(self) -> int:
        return sum(self._used)

    def bytes(self) -> int:
        """Memory of the tables."""
        return sum(len(slots) * slots.itemsize for slots in self._shards)

    def _move(self, bucket: int) -> None:
        """Drop what has expired: a quarter of the shards per bucket passed, so none is older than 31."""
        steps, before = bucket - self._bucket, self._bucket
        self._bucket = bucket
        for _ in range(min(4, steps) * _SWEEP):
            self._rebuild(self._swept, before, steps)
            self._swept = (self._swept + 1) % _SHARDS

    def _rebuild(self, shard: int, bucket: int, steps: int, more: int = 0) -> None:
        """Copy what `steps` buckets after `bucket` is still remembered into a table that it fills by
        half together with `more` to come."""
        oldest = REMEMBERED - steps
        kept = [e for e in self._shards[shard] if e and (bucket - e) & _AGE_MASK < oldest]
        size = max(_SMALLEST, (len(kept) + more) * 21 // 10)
        slots = _empty(size)
        for entry in kept:
            position = (entry >> 5) % size
            while slots[position]:
                position += 1
                if position == size:
                    position = 0
            slots[position] = entry
        self._shards[shard], self._used[shard] = slots, len(kept)


@lru_cache(maxsize=4096)
def _keyed(project_id: str) -> blake2b:
    return blake2b(digest_size=8, key=project_id.encode()[:64])


def _empty(size: int) -> "array[int]":
    return array("Q", [0]) * size
