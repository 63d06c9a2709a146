"""A partition rebuilt from what topic `state` holds of it."""

from collections.abc import Mapping

import msgspec

from consumers.core.family import LEDGER, family_of
from consumers.core.id_buckets import IdBuckets
from consumers.core.ledger import FAMILIES, series_of
from consumers.core.partition import Partition
from consumers.core.rules import Rules
from consumers.core.series import Series
from consumers.core.series_table import SeriesTable
from schemas.process.errors import Stop
from schemas.records import state

Raw = Mapping[str, bytes]


def checkpoint_key(number: int) -> str:
    return f"checkpoint:{number}"


def checkpoint_of(number: int, raw: Raw, committed: int | None) -> state.Checkpoint | None:
    """The checkpoint, None at a partition's very first start.

    Raises Stop unless it equals the group's committed offset: otherwise one of the two was lost
    (KAFKA-10167), and going on would lose or double what lies between.
    """
    held = raw.get(checkpoint_key(number))
    if held is None and committed is None:
        return None
    if held is None or committed is None:
        only = "a committed offset" if held is None else "a checkpoint"
        raise Stop(f"partition {number} has only {only}: state or offsets were lost")
    checkpoint = msgspec.json.decode(held, type=state.Checkpoint)
    if checkpoint.format != state.FORMAT or checkpoint.next_offset != committed:
        raise Stop(
            f"partition {number}: checkpoint {checkpoint.next_offset} (format {checkpoint.format}) "
            f"does not fit committed offset {committed}"
        )
    return checkpoint


def rebuild(checkpoint: state.Checkpoint, raw: Raw, rules: Rules, ids: IdBuckets) -> Partition:
    """The partition as it stood at `checkpoint`, but for the ids of the open bucket.

    Those are in `beacons` from `bucket_offset` to `next_offset`; the caller notes them with `ids.see`.
    Raises Stop when `state` names a definition that `rules` does not know.
    """
    table = SeriesTable(rules.end_of)
    decoder = msgspec.json.Decoder(state.Series)
    for value in (v for k, v in raw.items() if k.startswith("series:")):
        table.restore(_series(decoder.decode(value), table, rules), checkpoint.window)
    for chunk, record in _stored_ids(raw):
        ids.restore(record, chunk)
    ids.reopen(checkpoint.window)
    partition = Partition(rules, ids, table, checkpoint.window, checkpoint.next_offset)
    for value in (v for k, v in raw.items() if k.startswith("parked:")):
        partition.parkings.restore(msgspec.json.decode(value, type=state.Parked))
    return partition


def _series(stored: state.Series, table: SeriesTable, rules: Rules) -> Series:
    if stored.definition == LEDGER:
        series = series_of(stored.labels, table, FAMILIES[stored.epoch])
    else:
        version = rules.newest_of_epoch(stored.definition, stored.epoch)
        if version is None:
            raise Stop(f"state names definition {stored.definition}, control holds none of it")
        series = table.epoch(family_of(version)).make(stored.labels)
    series.revive(stored)
    return series


def _stored_ids(raw: Raw) -> list[tuple[int, state.Ids]]:
    """(chunk, record) of the closed buckets, oldest first."""
    found = []
    for key, value in raw.items():
        kind, *place = key.split(":")
        if kind == "ids":
            record = msgspec.json.decode(value, type=state.Ids)
            found.append((record.bucket, int(place[1]), record))
    return [(chunk, record) for _, chunk, record in sorted(found, key=lambda f: f[:2])]
