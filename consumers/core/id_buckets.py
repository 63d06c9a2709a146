"""Duplicates of a partition: the ids of each 10-minute bucket, and their records in topic `state`."""

from array import array
from collections.abc import Iterator
from typing import Final

from consumers.core.seen_ids import REMEMBERED, SeenIds
from consumers.core.series_table import StateChanges
from consumers.core.windows import BUCKET
from schemas.records import state

IDS_PER_RECORD: Final = 40_000  # 8 bytes each, base64 in JSON: 427 kB of at most 512 kB


def key_of(bucket: int, chunk: int) -> str:
    return f"ids:{bucket}:{chunk}"


class IdBuckets:
    """What `SeenIds` answers, plus the packed ids of the open bucket for `state`.

    Only closed buckets are stored; after a restart the open one is read again from `beacons`, from
    `open_offset` on.
    """

    def __init__(self) -> None:
        self._seen = SeenIds()
        self._open = 0
        self._ids = array("Q")
        self._chunks: dict[int, int] = {}
        self._restored: list[tuple[int, bytes]] = []
        self.open_offset = -1

    def see(self, hashed: int, offset: int) -> bool:
        """Whether it is a duplicate; notes the id for the open bucket. `offset` is its beacon's."""
        if not self._ids:
            self.open_offset = offset
        self._ids.append(hashed)
        return self._seen.see(hashed, self._open)

    def move(self, window: int, changes: StateChanges) -> None:
        """Close the open bucket if `window` lies in a later one; forget those out of range."""
        bucket = window // BUCKET
        if bucket == self._open:
            return
        for chunk, record in enumerate(_packed(self._open, self._ids)):
            changes[key_of(self._open, chunk)] = record
            self._chunks[self._open] = chunk + 1
        for old in [b for b in self._chunks if b + REMEMBERED <= bucket]:
            for chunk in range(self._chunks.pop(old)):
                changes[key_of(old, chunk)] = None
        self._open = bucket
        self._ids = array("Q")
        self.open_offset = -1

    def restore(self, record: state.Ids, chunk: int) -> None:
        """Take in one record of a closed bucket, in any order; `reopen` follows the last."""
        self._chunks[record.bucket] = max(chunk + 1, self._chunks.get(record.bucket, 0))
        self._restored.append((record.bucket, record.packed))

    def reopen(self, window: int) -> None:
        """Begin with the bucket of `window` open and empty, after all closed ones were restored."""
        self._open = window // BUCKET
        self._seen.load(self._restored, self._open)


def _packed(bucket: int, ids: "array[int]") -> Iterator[state.Ids]:
    for start in range(0, len(ids), IDS_PER_RECORD):
        yield state.Ids(bucket, ids[start : start + IDS_PER_RECORD].tobytes())
