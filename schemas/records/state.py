"""Topic `state`: what the aggregator remembers, compacted by key; a tombstone forgets.

Keys: `series:<definition>:<epoch>:<labels as JSON>`, `ids:<bucket>:<chunk>`, `parked:<project id>`,
`checkpoint:<partition>`.
All of it is written in the transaction that moves the input offset.
"""

from typing import Final

import msgspec

FORMAT: Final = 1


class Slot(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a summary observed in the slot that began at `at` (ms): values by bin of the DDSketch."""

    at: int
    bins: dict[int, int]


class Count(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A distinct count's window that began at `at` (ms), as HyperLogLog: packed 8-byte hashes (little
    endian, sorted) while there are few, one byte per register after that."""

    at: int
    hashes: bytes = b""
    registers: bytes = b""


class Series(
    msgspec.Struct, frozen=True, tag_field="kind", tag="series", omit_defaults=True, gc=False
):
    """One series: cumulative `total` since birth and the end of the window that last changed it (ms).

    `buckets` and `sum` are a histogram's, `slots` and `sum` a summary's, `counts` a distinct count's,
    shortest window first; its `total` counts the unidentified.
    """

    definition: str
    epoch: int
    labels: tuple[str, ...]
    total: float
    changed_at: int
    buckets: tuple[float, ...] = ()
    sum: float = 0.0
    schema: int = 1
    slots: tuple[Slot, ...] = ()
    counts: tuple[Count, ...] = ()


class Ids(msgspec.Struct, frozen=True, tag_field="kind", tag="ids", omit_defaults=True, gc=False):
    """Ids first or again seen in one closed 10-minute bucket: packed 8-byte hashes, little endian."""

    bucket: int
    packed: bytes
    schema: int = 1


class Parked(
    msgspec.Struct, frozen=True, tag_field="kind", tag="parked", omit_defaults=True, gc=False
):
    """A project that could not be evaluated: at `offset`, in the window that began at `window` (ms), for
    `reason`, the error's name and text."""

    project_id: str
    offset: int
    window: int
    reason: str
    schema: int = 1


class Checkpoint(
    msgspec.Struct, frozen=True, tag_field="kind", tag="checkpoint", omit_defaults=True, gc=False
):
    """Where this state stands.

    `next_offset` equals the committed input offset, else the state is not to be trusted
    (KAFKA-10167). No later record falls into a window before `window` (start, ms). `bucket_offset` is the
    first offset of the open id bucket: a restore re-reads ids from there.
    """

    next_offset: int
    window: int
    bucket_offset: int
    format: int = FORMAT
    release: str = ""
    schema: int = 1


Record = Series | Ids | Parked | Checkpoint
