"""A partition rebuilt from what topic `state` holds of it."""

from collections.abc import MutableMapping

import msgspec

from consumers.core.epoch import Epoch
from consumers.core.family import LEDGER, Family, family_of
from consumers.core.id_buckets import IdBuckets
from consumers.core.ledger import FAMILIES, series_of
from consumers.core.partition import Partition
from consumers.core.rules import Rules
from consumers.core.series_table import SeriesTable
from schemas.process.errors import Stop
from schemas.records import state

# By key, the newest value only.
Raw = MutableMapping[str, bytes]


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
    Takes `raw` over: the ids leave it, so that they are in memory once. Raises Stop when `state` names a
    definition that `rules` does not know.
    """
    table = SeriesTable(rules.end_of)
    _restore_series(table, checkpoint.window, raw, rules)
    _restore_ids(ids, raw)
    ids.reopen(checkpoint.window)
    partition = Partition(rules, ids, table, checkpoint.window, checkpoint.next_offset)
    for value in (v for k, v in raw.items() if k.startswith("parked:")):
        partition.parkings.restore(msgspec.json.decode(value, type=state.Parked))
    return partition


def _restore_series(table: SeriesTable, window: int, raw: Raw, rules: Rules) -> None:
    decoder = msgspec.json.Decoder(state.Series)
    epochs: dict[tuple[str, int], Epoch] = {}
    for value in (v for k, v in raw.items() if k.startswith("series:")):
        stored = decoder.decode(value)
        if stored.definition == LEDGER:
            series = series_of(stored.labels, table, FAMILIES[stored.epoch])
        else:
            place = (stored.definition, stored.epoch)
            epoch = epochs.get(place)
            if epoch is None:
                epoch = epochs[place] = table.epoch(_family(stored, rules))
            series = epoch.make(stored.labels)
        series.revive(stored)
        table.restore(series, window)


def _family(stored: state.Series, rules: Rules) -> Family:
    version = rules.newest_of_epoch(stored.definition, stored.epoch)
    if version is None:
        raise Stop(f"state names definition {stored.definition}, control holds none of it")
    return family_of(version)


def _restore_ids(ids: IdBuckets, raw: Raw) -> None:
    decoder = msgspec.json.Decoder(state.Ids)
    for key in [key for key in raw if key.startswith("ids:")]:
        ids.restore(decoder.decode(raw.pop(key)), int(key.rpartition(":")[2]))
