"""Bringing a partition back from topic `state`, a slice at a time, so that the others run on.

1. The group's stable offset (a pending transaction is waited for: the reader is read_committed).
2. `state` up to the end that a read_uncommitted client saw: raw bytes by key, the last decoded only.
3. Start only if checkpoint == committed offset (KAFKA-10167); neither: the earliest offset.
4. Ids of the open bucket, once more from `beacons`.
"""

from collections.abc import Callable

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from consumers.aggregate.codec import decode_beacon
from consumers.core.id_buckets import IdBuckets
from consumers.core.partition import Partition
from consumers.core.restored import checkpoint_of, rebuild
from consumers.core.rules import Rules
from consumers.core.seen_ids import hash_of
from consumers.core.series_table import SeriesTable
from consumers.kafka import at, plain_reader
from schemas.records.beacons import Beacon
from schemas.topics import BEACONS, STATE

ASK_SECONDS = 5.0
SLICE = 5_000


class Restore:
    """One partition on its way back. Call `step` until it returns the partition."""

    def __init__(
        self,
        number: int,
        bootstrap: str,
        rules: Rules,
        committed: Callable[[int], int | None],
        ids: IdBuckets,
    ) -> None:
        self._number = number
        self._rules = rules
        self._ids = ids
        self._committed = committed(number)
        self._raw: dict[str, bytes] = {}
        self._end = _uncommitted_end(bootstrap, number)
        self._reader = Consumer(plain_reader(bootstrap, f"restore-{number}", "read_committed"))
        self._reader.assign([at(STATE.name, number, OFFSET_BEGINNING)])
        self._next_id = self._last_id = 0
        self._partition: Partition | None = None

    def step(self) -> Partition | None:
        """Read one slice; the partition when it is complete. Raises Stop when state and offset differ."""
        if self._partition is None:
            if not self._read_state():
                return None
            self._partition = self._build()
            return None
        return self._partition if self._read_ids() else None

    def close(self) -> None:
        self._reader.close()

    def _read_state(self) -> bool:
        if self._end == 0:
            return True
        for message in self._reader.consume(SLICE, 0.05):
            error = message.error()
            if error is None:
                key, value = (message.key() or b"").decode(), message.value()
                if value is None:
                    self._raw.pop(key, None)
                else:
                    self._raw[key] = value
            elif error.code() == KafkaError._PARTITION_EOF and (message.offset() or 0) >= self._end:
                return True
        return False

    def _build(self) -> Partition:
        checkpoint = checkpoint_of(self._number, self._raw, self._committed)
        if checkpoint is None:
            start, _ = self._reader.get_watermark_offsets(
                at(BEACONS.name, self._number), ASK_SECONDS
            )
            return Partition(self._rules, self._ids, SeriesTable(self._rules.end_of), 0, start)
        partition = rebuild(checkpoint, self._raw, self._rules, self._ids)
        self._raw.clear()
        self._next_id, self._last_id = checkpoint.bucket_offset, checkpoint.next_offset
        if self._next_id < self._last_id:
            self._reader.assign([at(BEACONS.name, self._number, self._next_id)])
        return partition

    def _read_ids(self) -> bool:
        if self._next_id >= self._last_id:
            return True
        for message in self._reader.consume(SLICE, 0.05):
            offset = message.offset() or 0
            error = message.error()
            if error is None and offset < self._last_id:
                self._note_id(message, offset)
            elif error is None or error.code() == KafkaError._PARTITION_EOF:
                self._next_id = max(self._next_id, offset)
        return self._next_id >= self._last_id

    def _note_id(self, message: Message, offset: int) -> None:
        record = decode_beacon(message.value())
        if isinstance(record, Beacon) and not self._rules.is_skipped(self._number, offset):
            self._ids.see(hash_of(record.project_id, record.id), offset)
        self._next_id = offset + 1


def _uncommitted_end(bootstrap: str, number: int) -> int:
    """The end of `state` that counts pending transactions too: what was begun must be waited for."""
    reader = Consumer(plain_reader(bootstrap, f"restore-end-{number}", "read_uncommitted"))
    try:
        return int(reader.get_watermark_offsets(TopicPartition(STATE.name, number), ASK_SECONDS)[1])
    finally:
        reader.close()
