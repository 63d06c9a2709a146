"""Law 6: which (project, id) pairs were seen in the same or the 26 preceding 10-minute buckets.

15 million ids must fit into memory (a Python set takes 98 bytes for each), so ids are kept as 8-byte
hashes in open-addressing tables: 256 shards, each an `array` at most 70 % full. The low 5 bits of an
entry hold its bucket number modulo 32, which is why entries are dropped before 32 buckets have passed.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from struct import Struct
from typing import Final

from consumers.core.id_tables import (
    AGE_BITS,
    AGE_MASK,
    SHARDS,
    Entries,
    by_shard,
    empty,
    table_of,
    younger_than,
)

REMEMBERED: Final = 27
# 512 KiB a partition. Smaller ones would be rebuilt more often while they grow: 0.1 ms each time.
_SMALLEST: Final = 256
_SWEEP: Final = SHARDS // 4
_UNPACK: Final = Struct("<Q").unpack


def hash_of(project_id: str, beacon_id: str) -> int:
    """blake2b-8 of the id keyed with the project: 64 bits, little endian, never 0 in the upper 59."""
    hasher = _keyed(project_id)()
    hasher.update(beacon_id.encode())
    hashed: int = _UNPACK(hasher.digest())[0]
    return hashed if hashed > AGE_MASK else hashed | 1 << 63


class SeenIds:
    """Hashes seen per bucket. Buckets only grow: `bucket` of a call is >= that of the call before."""

    def __init__(self) -> None:
        self._shards = [empty(_SMALLEST) for _ in range(SHARDS)]
        self._used = [0] * SHARDS
        self._bucket = 0
        self._swept = 0

    def see(self, hashed: int, bucket: int) -> bool:
        """Whether `hashed` was seen within the remembered range; notes it for `bucket` either way."""
        if bucket != self._bucket:
            self._move(bucket)
        shard = hashed >> 56
        slots = self._shards[shard]
        size = len(slots)
        key = hashed | AGE_MASK
        position = (hashed >> AGE_BITS) % size
        while entry := slots[position]:
            if entry | AGE_MASK == key:
                slots[position] = key ^ AGE_MASK | bucket & AGE_MASK
                return (bucket - entry) & AGE_MASK < REMEMBERED
            position += 1
            if position == size:
                position = 0
        slots[position] = key ^ AGE_MASK | bucket & AGE_MASK
        used = self._used[shard] = self._used[shard] + 1
        if used * 10 > size * 7:
            self._rebuild(shard, bucket, 0)
        return False

    def load(self, stored: list[tuple[int, bytes]], bucket: int) -> None:
        """Begin in `bucket` with what was stored of earlier ones: (bucket, packed hashes). As a restore
        does, before anything else; takes `stored` over."""
        stored[:] = [(of, packed) for of, packed in stored if bucket - of < REMEMBERED]
        self._bucket = bucket
        for shard, entries in by_shard(stored, bucket):
            self._fill(shard, entries)

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
            self._swept = (self._swept + 1) % SHARDS

    def _rebuild(self, shard: int, bucket: int, steps: int) -> None:
        """Keep what `steps` buckets after `bucket` is still remembered."""
        if self._used[shard]:
            self._fill(shard, younger_than(self._shards[shard], bucket, REMEMBERED - steps))

    def _fill(self, shard: int, entries: Entries) -> None:
        """Make the shard a table in which the entries fill two fifths of the slots."""
        self._used[shard] = len(entries)
        self._shards[shard] = table_of(entries, max(_SMALLEST, len(entries) * 5 // 2))


@lru_cache(maxsize=4096)
def _keyed(project_id: str) -> Callable[[], blake2b]:
    """What makes a hasher that has taken the key in."""
    return blake2b(digest_size=8, key=project_id.encode()[:64]).copy
