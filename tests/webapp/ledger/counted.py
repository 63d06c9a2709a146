"""A log counted by the core and written to Prometheus as the sink does, for looks at its ledger."""

from consumers.core.id_buckets import IdBuckets
from consumers.core.partition import Partition
from consumers.core.rules import Rules
from consumers.core.series_table import SeriesTable
from consumers.sinks.prometheus import Target
from consumers.sinks.write_request import compress, rows
from schemas.records.samples import Block
from tests.consumers.core.logs import Logged


def count(url: str, log: list[Logged], known: Rules, lost: str = "") -> None:
    """Count the log and write every sample but those of the name `lost`."""
    write(url, [block for block in counted(log, known) if block.name != lost])


def write(url: str, blocks: list[Block]) -> None:
    """Write the blocks' samples in their order."""
    encoded = [row for block in blocks for row in rows(block)]
    target = Target(url)
    for start in range(0, len(encoded), 5_000):
        target.write(compress(encoded[start : start + 5_000]))
    target.close()


def counted(log: list[Logged], known: Rules) -> list[Block]:
    partition = Partition(known, IdBuckets(), SeriesTable(known.end_of))
    blocks: list[Block] = []
    for offset, logged in enumerate(log):
        while not partition.feed(offset, logged.at, logged.record):
            blocks += partition.drain().blocks
        blocks += partition.drain().blocks
    return blocks
