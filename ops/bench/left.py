"""What an aggregator leaves behind that counted for hours, written straight to a broker's topics."""

import os
import time
from collections.abc import Iterator
from typing import Final

import msgspec
from confluent_kafka import Consumer, Producer, TopicPartition

from ops.bench.aggregator import templates
from ops.bench.rig import Rig
from schemas.definitions import Definition, Label
from schemas.records.control import REVISION_HEADER, DefinitionVersion
from schemas.records.state import Checkpoint, Ids, Series
from schemas.topics import AGGREGATOR_GROUP
from schemas.triggers import PageView

_WINDOW: Final = 5_000
_BUCKET: Final = 600_000
_REMEMBERED: Final = 27
_IDS_PER_RECORD: Final = 40_000


def fill(running: Rig, series: int, ids: int) -> None:
    """Definition, series, ids, checkpoints and offsets of an aggregator that has ended.

    A share of the ids is in `beacons`: those of the open bucket, which on average is half full.
    """
    producer = Producer(
        {"bootstrap.servers": running.bootstrap, "compression.type": "lz4", "linger.ms": 20}
    )
    now = int(time.time() * 1000)
    window = now - now % _WINDOW
    opened = ids // _REMEMBERED // 2
    _declare(producer)
    beacons(producer, range(opened), 1, running.partitions)
    next_offsets = ends(opened, running.partitions)
    for number, next_offset in next_offsets.items():
        share = range(number, series, running.partitions)
        closed = (ids - opened) // running.partitions
        for key, record in (*_series(share, window), *_ids(closed, window // _BUCKET)):
            _produce(producer, "state", key, msgspec.json.encode(record), number)
        checkpoint = msgspec.json.encode(Checkpoint(next_offset, window, 0))
        _produce(producer, "state", f"checkpoint:{number}", checkpoint, number)
    producer.flush()
    _commit(running, next_offsets)


def _declare(producer: Producer) -> None:
    body = Definition(
        "bench_total",
        "counter",
        "Bench",
        (PageView(),),
        (Label("page", "path"),),
        max_series=100_000,
    )
    version = DefinitionVersion("bench", "project-0", 1, 0, "active", 0, body)
    headers: dict[str, str | bytes | None] = {REVISION_HEADER: "1"}
    producer.produce("control", msgspec.json.encode(version), version.key, headers=headers)


def _series(numbers: range, window: int) -> Iterator[tuple[str, Series]]:
    """Counters, each last changed at some time of the past hour."""
    for number in numbers:
        labels = ("bench", f"/page/{number}", "project-0")
        changed_at = window - number % 720 * _WINDOW
        key = f"series:bench:0:{msgspec.json.encode(labels).decode()}"
        yield key, Series("bench", 0, labels, 1.0 + number, changed_at)


def _ids(count: int, open_bucket: int) -> Iterator[tuple[str, Ids]]:
    """About `count` in the closed buckets."""
    of_bucket = count // (_REMEMBERED - 1)
    for bucket in range(open_bucket - _REMEMBERED + 1, open_bucket):
        for chunk, start in enumerate(range(0, of_bucket, _IDS_PER_RECORD)):
            size = min(_IDS_PER_RECORD, of_bucket - start)
            yield f"ids:{bucket}:{chunk}", Ids(bucket, os.urandom(8 * size))


def beacons(producer: Producer, numbers: range, per_beacon: int, partitions: int) -> None:
    """A beacon for each number, which is its id; they go to the partitions in turn."""
    made = list(templates(per_beacon))
    for number in numbers:
        project, head, tail = made[number % len(made)]
        value = head + f"{number:022d}".encode() + tail
        _produce(producer, "beacons", project, value, number % partitions)
    producer.flush()


def ends(count: int, partitions: int) -> dict[int, int]:
    """The next offset of each partition after the beacons numbered below `count`."""
    return {number: len(range(number, count, partitions)) for number in range(partitions)}


def _produce(producer: Producer, topic: str, key: str, value: bytes, partition: int) -> None:
    while True:
        try:
            producer.produce(topic, value, key, partition=partition)
            return
        except BufferError:
            producer.poll(0.1)


def _commit(running: Rig, next_offsets: dict[int, int]) -> None:
    group = {"bootstrap.servers": running.bootstrap, "group.id": AGGREGATOR_GROUP}
    consumer = Consumer(group)
    places = [TopicPartition("beacons", number, at) for number, at in next_offsets.items()]
    consumer.commit(offsets=places, asynchronous=False)
    consumer.close()
