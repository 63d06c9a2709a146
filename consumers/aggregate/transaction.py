"""One transaction: samples, state, refusals and input offsets of closed windows, all or nothing.

https://kafka.apache.org/documentation/#semantics: the offset moves only together with the output, so a
window that was written is never computed again and one that was not is computed from the same records.
"""

import logging
from collections.abc import Iterator
from typing import Final

from confluent_kafka import Consumer, KafkaException, Producer

from consumers.aggregate.codec import encode
from consumers.core.partition import Output
from consumers.core.restored import checkpoint_key
from consumers.kafka import at
from schemas.process.errors import Retry, Stop
from schemas.records.state import Checkpoint
from schemas.topics import BEACONS, REJECTED, SAMPLES, STATE

log = logging.getLogger(__name__)

BEGIN_SECONDS: Final = 60.0
COMMIT_SECONDS: Final = 10.0
FULL_QUEUE_SECONDS: Final = 0.05

Written = tuple[str, str, bytes | None]


class Transactions:
    """Writes outputs through one transactional producer; one transaction at a time."""

    def __init__(self, producer: Producer, release: str) -> None:
        self._producer = producer
        self._release = release

    def begin(self) -> None:
        """Fence an earlier holder of the transactional id and end what it left open. Blocks."""
        try:
            self._producer.init_transactions(BEGIN_SECONDS)
        except KafkaException as error:
            raise Stop(f"transactions cannot begin: {error}") from error

    def write(self, outputs: dict[int, Output], consumer: Consumer) -> None:
        """Commit `outputs` by partition. Blocks until the outcome is known.

        Raises Retry when the transaction was aborted: the partitions must be restored. Raises Stop when
        this producer was fenced or is beyond repair.
        """
        try:
            self._producer.begin_transaction()
            for number, output in outputs.items():
                for topic, key, value in records(number, output, self._release):
                    self._produce(topic, number, key, value)
            self._send_offsets(outputs, consumer)
            self._commit()
        except KafkaException as error:
            self._abort(error)

    def _produce(self, topic: str, number: int, key: str, value: bytes | None) -> None:
        while True:
            try:
                self._producer.produce(topic, value, key, partition=number)
                return
            except BufferError:
                self._producer.poll(FULL_QUEUE_SECONDS)

    def _send_offsets(self, outputs: dict[int, Output], consumer: Consumer) -> None:
        offsets = [at(BEACONS.name, n, output.next_offset) for n, output in outputs.items()]
        self._producer.send_offsets_to_transaction(
            offsets, consumer.consumer_group_metadata(), COMMIT_SECONDS
        )

    def _commit(self) -> None:
        """An unknown outcome is asked for again: only the same call can tell (librdkafka manual)."""
        while True:
            try:
                self._producer.commit_transaction(COMMIT_SECONDS)
                return
            except KafkaException as error:
                if not error.args[0].retriable() or error.args[0].txn_requires_abort():
                    raise
                log.warning("commit: the outcome is unknown, asking again: %s", error)

    def _abort(self, cause: KafkaException) -> None:
        if cause.args[0].fatal():
            raise Stop(f"transaction: {cause}") from cause
        log.warning("transaction aborted: %s", cause)
        while True:
            try:
                self._producer.abort_transaction(COMMIT_SECONDS)
                raise Retry(str(cause)) from cause
            except KafkaException as error:
                if not error.args[0].retriable():
                    raise Stop(f"abort: {error}") from error


def records(number: int, output: Output, release: str) -> Iterator[Written]:
    """(topic, key, value) of everything one partition writes; None as value forgets the key."""
    for block in output.blocks:
        yield SAMPLES.name, block.definition, encode(block)
    for key, record in output.changes.items():
        yield STATE.name, key, None if record is None else encode(record)
    for rejection in output.rejections:
        yield REJECTED.name, rejection.project_id, encode(rejection)
    checkpoint = Checkpoint(
        output.next_offset, output.window, output.bucket_offset, release=release
    )
    yield STATE.name, checkpoint_key(number), encode(checkpoint)
