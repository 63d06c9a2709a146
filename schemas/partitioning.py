"""Which partition of `beacons` a project lives in."""

from zlib import crc32


def partition_of(project_id: str, partitions: int) -> int:
    """crc32 of the id as text, modulo the partition count: set by the writer, never by Kafka's default.

    Explicit, so that every writer in any language agrees (librdkafka and the Java client differ in
    their default partitioner).
    """
    return crc32(project_id.encode()) % partitions
