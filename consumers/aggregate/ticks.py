"""Ticks: records of nothing but time, appended by a partition's owner so that quiet windows close.

Law 1: when the owner's clock is past what is due and it has read to the partition's end, it appends a
tick, and again after 250 ms until one is past it. A plain producer: a tick is true whatever becomes of
the transaction at hand.
"""

from collections.abc import Callable
from typing import Final

from confluent_kafka import Producer

from consumers.aggregate.codec import encode
from schemas.records.beacons import Tick
from schemas.topics import BEACONS

AGAIN_SECONDS: Final = 0.25


class Ticks:
    """`wall` is Unix milliseconds, `monotonic` seconds; both are handed in."""

    def __init__(
        self,
        producer: Producer,
        owner: str,
        wall: Callable[[], int],
        monotonic: Callable[[], float],
    ) -> None:
        self._producer = producer
        self._value = encode(Tick(owner))
        self._wall = wall
        self._monotonic = monotonic
        self._sent: dict[int, float] = {}

    def append(self, number: int, due: int | None) -> bool:
        """Append a tick to partition `number` if `due` (ms) has passed. Does not block.

        Whether one was sent. A tick that Kafka does not take is lost; the next try replaces it.
        """
        if due is None or self._wall() < due:
            return False
        now = self._monotonic()
        if now - self._sent.get(number, float("-inf")) < AGAIN_SECONDS:
            return False
        self._sent[number] = now
        try:
            self._producer.produce(BEACONS.name, self._value, partition=number)
        except BufferError:
            return False
        self._producer.poll(0)
        return True

    def close(self) -> None:
        """Give ticks on their way a moment; one that is lost is replaced by the next owner."""
        self._producer.flush(1.0)
