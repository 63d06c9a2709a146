"""Tables of 64-bit entries built as a whole: one pass of numpy in place of a loop over every id (ADR 7).

An entry is a hash whose low 5 bits hold its bucket modulo 32; 0 is an empty slot. A table is an `array`,
since a single slot of one is read several times faster than a single element of numpy.
"""

from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Entries = NDArray[np.uint64]

AGE_BITS: Final = 5
AGE_MASK: Final = (1 << AGE_BITS) - 1
SHARDS: Final = 256
_KEY: Final = np.uint64(2**64 - 1 - AGE_MASK)
_STARTS: Final = np.arange(SHARDS, dtype=np.uint64) << np.uint64(56)


def empty(size: int) -> "array[int]":
    return array("Q", [0]) * size


def table_of(entries: Entries, size: int) -> "array[int]":
    """A table of `size` slots with `entries`, found by linear probing from (entry >> 5) % size.

    In the order of their homes an entry stands at its home or right after the one before it, whichever
    is later; what that pushes past the end goes to the first free slots of the start.
    """
    homes = ((entries >> AGE_BITS) % size).astype(np.int64)
    order = homes.argsort()
    places = np.arange(len(entries))
    places += np.maximum.accumulate(homes[order] - places)
    entries = entries[order]
    inside = int(places.searchsorted(size))
    slots = empty(size)
    np.frombuffer(slots, np.uint64)[places[:inside]] = entries[:inside]
    free = 0
    for entry in entries[inside:].tolist():
        while slots[free]:
            free += 1
        slots[free] = entry
    return slots


def younger_than(slots: "array[int]", bucket: int, age: int) -> Entries:
    """The entries that are less than `age` buckets old in `bucket`."""
    entries: Entries = np.frombuffer(slots, np.uint64)
    kept: Entries = entries[(entries != 0) & ((bucket - entries) & AGE_MASK < age)]
    return kept


def by_shard(stored: list[tuple[int, bytes]], bucket: int) -> Iterator[tuple[int, Entries]]:
    """(shard, its distinct entries) of each that has any, the youngest of those that differ in age alone.

    `stored` holds (bucket, packed hashes, little endian), none 32 or more buckets before `bucket`; it is
    emptied, so that the ids are in memory once. While they are sorted their low bits are the age.
    """
    gathered = np.empty(sum(len(packed) for _, packed in stored) // 8, np.uint64)
    end = len(gathered)
    while stored:
        of, packed = stored.pop()
        hashes = np.frombuffer(packed, "<u8")
        gathered[end - len(hashes) : end] = hashes & _KEY | np.uint64(bucket - of)
        end -= len(hashes)
    gathered.sort()
    ends = [*gathered.searchsorted(_STARTS[1:]).tolist(), len(gathered)]
    for shard, (start, end) in enumerate(pairwise((0, *ends))):
        if start < end:
            yield shard, _youngest(gathered[start:end], bucket)


def _youngest(ordered: Entries, bucket: int) -> Entries:
    """The first entry of each key, its age turned into the bucket that it had."""
    keys = ordered & _KEY
    is_first = np.append(True, keys[1:] != keys[:-1])
    ages = ordered[is_first] & AGE_MASK
    youngest: Entries = keys[is_first] | (bucket - ages) & AGE_MASK
    return youngest
