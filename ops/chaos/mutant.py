"""Aggregators that are wrong on purpose; the comparison has to refuse what they count."""

from collections.abc import Callable
from functools import partial

import msgspec
from confluent_kafka import Consumer, Producer

from consumers.__main__ import MakeAggregator
from consumers.aggregate import restore
from consumers.core.id_buckets import IdBuckets
from consumers.core.partition import Output
from consumers.core.restored import Raw, checkpoint_key
from consumers.kafka import at
from ops.chaos.member import AS_IT_SHOULD_BE, Member, Mortal
from schemas.records import state
from schemas.topics import BEACONS


class Forgetful(IdBuckets):
    """Takes every beacon for new."""

    def see(self, hashed: int, offset: int) -> bool:
        super().see(hashed, offset)
        return False


class LateOffsets(Mortal):
    """Commits samples and state in the transaction, but the input offset apart from it, one later."""

    def __init__(self, producer: Producer, release: str) -> None:
        super().__init__(producer, release)
        self._late: dict[int, int] = {}

    def write(self, outputs: dict[int, Output], consumer: Consumer) -> None:
        super().write(outputs, consumer)
        if self._late:
            offsets = [at(BEACONS.name, number, offset) for number, offset in self._late.items()]
            consumer.commit(offsets=offsets, asynchronous=False)
        self._late = {number: output.next_offset for number, output in outputs.items()}

    def _send_offsets(self, outputs: dict[int, Output], consumer: Consumer) -> None:
        """Not within the transaction: that is the fault."""
        self._meet("produced")


def trusting(number: int, raw: Raw, committed: int | None) -> state.Checkpoint | None:
    """Reads on from the committed offset whatever the state says; the product would stop."""
    held = raw.get(checkpoint_key(number))
    if held is None or committed is None:
        return None
    checkpoint = msgspec.json.decode(held, type=state.Checkpoint)
    return msgspec.structs.replace(checkpoint, next_offset=committed)


def no_dedup() -> MakeAggregator:
    return partial(AS_IT_SHOULD_BE, make_ids=Forgetful)


def no_checkpoint_check() -> MakeAggregator:
    vars(restore)["checkpoint_of"] = trusting
    return AS_IT_SHOULD_BE


def late_offsets() -> MakeAggregator:
    vars(restore)["checkpoint_of"] = trusting
    return partial(Member, make_transactions=LateOffsets)


MUTANTS: dict[str, Callable[[], MakeAggregator]] = {
    "no_dedup": no_dedup,
    "no_checkpoint_check": no_checkpoint_check,
    "late_offsets": late_offsets,
}
