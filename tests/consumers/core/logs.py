"""Small logs to aggregate in memory, and what became of them. No broker, no sleeping."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from consumers.core.id_buckets import IdBuckets
from consumers.core.partition import Output, Partition
from consumers.core.restored import checkpoint_key, checkpoint_of, rebuild
from consumers.core.rules import Rules
from consumers.core.seen_ids import hash_of
from consumers.core.series_table import SeriesTable
from schemas.beacon import Event, Page
from schemas.definitions import Definition, Label
from schemas.process.control import Entry
from schemas.records.beacons import Beacon, Record, Tick
from schemas.records.control import DefinitionVersion
from schemas.records.samples import Block
from schemas.records.state import Checkpoint
from schemas.triggers import Custom, PageView

# A grid time; the day changes and a 10-minute bucket begins at it.
START = 1_800_000_000_000 - 1_800_000_000_000 % 86_400_000
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"

Series = tuple[tuple[str, str], ...]
Sample = tuple[Series, int, float | None]


@dataclass(frozen=True)
class Logged:
    """A record of a partition at its offset, with the broker's append time (ms)."""

    at: int
    record: Record


def view(
    beacon_id: str,
    path: str = "/",
    events: Iterable[str | Event] = ("page_view",),
    **changes: object,
) -> Beacon:
    beacon = Beacon(
        id=beacon_id,
        project_id="p1",
        org="acme",
        project="shop",
        key_id="k1",
        source="browser",
        received_at=0,
        collector="c",
        events=tuple(Event(e) if isinstance(e, str) else e for e in events),
        page=Page(url=f"https://shop.test{path}"),
        user_agent=FIREFOX,
    )
    return msgspec.structs.replace(beacon, **changes)


def tick() -> Tick:
    return Tick("test")


def version(
    number: int = 1,
    effective_at: int = 0,
    definition: str = "d1",
    epoch: int = 0,
    state: Literal["active", "paused", "deleted"] = "active",
    **changes: object,
) -> DefinitionVersion:
    fields: dict[str, object] = {
        "name": "views_total",
        "type": "counter",
        "help": "Views",
        "triggers": (PageView(), Custom("signup")),
        "labels": (Label("path", "path"),),
    }
    described = msgspec.convert(msgspec.to_builtins({**fields, **changes}), Definition)
    return DefinitionVersion(definition, "p1", number, epoch, state, effective_at, described)


def rules(*versions: DefinitionVersion, appended_at: int = 0) -> Rules:
    made = Rules()
    for number, record in enumerate(versions or (version(),), 1):
        made.apply(Entry(record.key, record, number, appended_at))
    return made


@dataclass
class Ran:
    """Everything one owner (or several, one after another) wrote."""

    samples: list[Sample] = field(default_factory=list)
    state: dict[str, bytes] = field(default_factory=dict)
    committed: int | None = None

    def commit(self, output: Output) -> None:
        """What the transaction does: samples out, state by key, offset."""
        for block in output.blocks:
            self.samples += samples_of(block)
        for key, record in output.changes.items():
            if record is None:
                self.state.pop(key, None)
            else:
                self.state[key] = msgspec.json.encode(record)
        checkpoint = Checkpoint(output.next_offset, output.window, output.bucket_offset)
        self.state[checkpoint_key(0)] = msgspec.json.encode(checkpoint)
        self.committed = output.next_offset

    def of(self, name: str, **labels: str) -> list[tuple[int, float | None]]:
        """(timestamp, value) of the series with that name and at least these labels, in time order."""
        wanted = {"__name__": name, **labels}.items()
        found = [
            (at, value) for series, at, value in self.samples if wanted <= dict(series).items()
        ]
        return sorted(found, key=lambda sample: sample[0])

    def total(self, name: str, **labels: str) -> float:
        """Sum over the matching series of their last value."""
        last: dict[Series, float] = {}
        wanted = {"__name__": name, **labels}.items()
        for series, _, value in sorted(self.samples, key=lambda sample: sample[1]):
            if value is not None and wanted <= dict(series).items():
                last[series] = value
        return sum(last.values())


def samples_of(block: Block) -> list[Sample]:
    values: tuple[float | None, ...] = block.values or (None,) * len(block.labels[0])
    names = (*block.label_names, "__name__")
    return [
        (tuple(zip(names, (*labels, block.name), strict=True)), block.at, value)
        for labels, value in zip(zip(*block.labels, strict=True), values, strict=True)
    ]


def run(
    log: list[Logged], known: Rules, restarts: Iterable[int] = (), max_rows: int = 100_000
) -> Ran:
    """Feed `log` to an owner; before each offset in `restarts` it is killed and a new one restores."""
    ran, killed = Ran(), set(restarts)
    partition, offset = restored(ran, log, known), 0
    while offset < len(log):
        if offset in killed:
            killed.remove(offset)
            partition = restored(ran, log, known)
            offset = partition.next_offset
            continue
        partition.max_rows = max_rows
        done = partition.feed(offset, log[offset].at, log[offset].record)
        if partition.has_output():
            ran.commit(partition.drain())
        offset += done
    return ran


def run_blocks(log: list[Logged], known: Rules) -> list[Block]:
    """The blocks that one owner makes of `log`."""
    partition = Partition(known, IdBuckets(), SeriesTable(known.end_of))
    for offset, logged in enumerate(log):
        assert partition.feed(offset, logged.at, logged.record)
    return partition.drain().blocks


def restored(ran: Ran, log: list[Logged], known: Rules) -> Partition:
    ids = IdBuckets()
    checkpoint = checkpoint_of(0, ran.state, ran.committed)
    if checkpoint is None:
        return Partition(known, ids, SeriesTable(known.end_of))
    partition = rebuild(checkpoint, dict(ran.state), known, ids)
    for offset in range(checkpoint.bucket_offset, checkpoint.next_offset):
        record = log[offset].record
        if isinstance(record, Beacon):
            ids.see(hash_of(record.project_id, record.id), offset)
    return partition
