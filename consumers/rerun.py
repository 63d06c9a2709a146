"""A clean single-pass run of one partition's log: what Prometheus must hold, sample by sample.

Reads `control` to its end and the partition from its earliest record to the end it has now, with the
same core as the aggregator and nothing else: no state, no transactions, no group.
"""

import json
import time
from collections.abc import Callable, Iterator

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError

from consumers.aggregate.codec import decode_beacon
from consumers.core.id_buckets import IdBuckets
from consumers.core.partition import Output, Partition
from consumers.core.rules import Rules
from consumers.core.series_table import SeriesTable
from consumers.kafka import at, plain_reader
from schemas.process.control import ControlReader
from schemas.process.errors import Stop
from schemas.records.samples import Block
from schemas.topics import BEACONS


def rerun(bootstrap: str, number: int, until: int | None, write: Callable[[str], object]) -> None:
    """Write one NDJSON line {"labels", "at", "value"} per sample up to time `until` (ms, None = all).

    A staleness marker has value null. Raises Stop when `control` cannot be read to its end.
    """
    for block in blocks(bootstrap, number):
        if until is None or block.at <= until:
            for line in lines(block):
                write(line)


def blocks(bootstrap: str, number: int) -> Iterator[Block]:
    """The blocks of every window that the partition's records have closed."""
    rules = read_rules(bootstrap)
    partition = Partition(rules, IdBuckets(), SeriesTable(rules.end_of))
    reader = Consumer(plain_reader(bootstrap, f"rerun-{number}", "read_committed"))
    reader.assign([at(BEACONS.name, number, OFFSET_BEGINNING)])
    try:
        for output in _outputs(reader, partition, rules):
            yield from output.blocks
    finally:
        reader.close()


def _outputs(reader: Consumer, partition: Partition, rules: Rules) -> Iterator[Output]:
    while True:
        for message in reader.consume(2_000, 1.0):
            error = message.error()
            if error is None:
                skipped = rules.is_skipped(message.partition() or 0, message.offset() or 0)
                record = None if skipped else decode_beacon(message.value())
                while record and not partition.feed(
                    message.offset() or 0, message.timestamp()[1], record
                ):
                    yield partition.drain()
            elif error.code() == KafkaError._PARTITION_EOF:
                yield partition.drain()
                return
            elif not error.retriable():
                raise Stop(f"the log cannot be read: {error}")
        if partition.has_output():
            yield partition.drain()


def lines(block: Block) -> Iterator[str]:
    """One JSON object per row; labels with an empty value are left out, as Prometheus does."""
    values = block.values or (None,) * len(block.labels[0])
    for labels, value in zip(zip(*block.labels, strict=True), values, strict=True):
        named = {n: v for n, v in zip(block.label_names, labels, strict=True) if v}
        named["__name__"] = block.name
        yield json.dumps({"labels": named, "at": block.at, "value": value}, sort_keys=True)


def read_rules(bootstrap: str) -> Rules:
    """Everything that `control` holds now. Raises Stop when it cannot be read to its end."""
    rules = Rules()
    control = ControlReader(bootstrap, "rerun", rules.apply, time.monotonic)
    try:
        if not control.confirm():
            raise Stop("control cannot be read to its end")
    finally:
        control.close()
    return rules
