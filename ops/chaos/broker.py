"""What the driver asks of Kafka and does to it: who owns what, an offset put elsewhere, a clock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)

from schemas.records.beacons import Tick
from schemas.topics import AGGREGATOR_GROUP, BEACONS

_ASK_S: Final = 10.0
_STAMPED_BY: Final = "message.timestamp.type"


class BrokerError(Exception):
    """Kafka did not do as it was told."""


def owners(bootstrap: str) -> dict[str, list[int]]:
    """The partitions of `beacons` that the group has given to each slot; empty during a rebalance."""
    admin = AdminClient(_common(bootstrap))
    asked = admin.describe_consumer_groups([AGGREGATOR_GROUP])
    members = asked[AGGREGATOR_GROUP].result(_ASK_S).members
    return {
        member.group_instance_id: [tp.partition for tp in member.assignment.topic_partitions]
        for member in members
    }


def committed(bootstrap: str, partition: int) -> int:
    """The group's committed offset, none of a transaction that is still open; -1 if there is none."""
    with _outsider(bootstrap) as reader:
        asked = [TopicPartition(BEACONS.name, partition)]
        return int(reader.committed(asked, timeout=_ASK_S)[0].offset)


def put_committed(bootstrap: str, partition: int, offset: int) -> None:
    """Commit `offset` for the group, past its members. Raises KafkaException.

    In a transaction: that alone Kafka takes from whoever is not in the group while others are.
    """
    producer = Producer({**_common(bootstrap), "transactional.id": "chaos-offsets"})
    producer.init_transactions(_ASK_S)
    producer.begin_transaction()
    with _outsider(bootstrap) as stranger:
        to = [TopicPartition(BEACONS.name, partition, offset)]
        producer.send_offsets_to_transaction(to, stranger.consumer_group_metadata(), _ASK_S)
        producer.commit_transaction(_ASK_S)


def step_back(bootstrap: str, partition: int, by_ms: int) -> None:
    """Let the broker's clock step back by `by_ms`, as far as one partition can tell.

    One tick is stamped that far ahead of everything that is stamped after it. The topic takes the
    writer's time as long as that takes; our clocks and the broker's are the same.
    """
    ahead = time.time_ns() // 1_000_000 + by_ms
    _stamp(bootstrap, "CreateTime")
    try:
        stamped = _send(bootstrap, partition, ahead)
    finally:
        _stamp(bootstrap, BEACONS.configuration()[_STAMPED_BY])
    if stamped != ahead:
        raise BrokerError(f"a record of {ahead} was stamped {stamped}")


def _send(bootstrap: str, partition: int, at: int) -> int:
    """Append a tick of time `at`; the time that it has in the topic."""
    stamps = list[int]()

    def told(error: object, message: Message) -> None:
        if error is None:
            stamps.append(message.timestamp()[1])

    producer = Producer({**_common(bootstrap), "enable.idempotence": True})
    value = msgspec.json.encode(Tick("chaos"))
    producer.produce(BEACONS.name, value, partition=partition, timestamp=at, on_delivery=told)
    producer.flush(_ASK_S)
    if not stamps:
        raise BrokerError("a tick was not taken")
    return stamps[0]


def _stamp(bootstrap: str, by: str) -> None:
    entry = ConfigEntry(_STAMPED_BY, by, incremental_operation=AlterConfigOpType.SET)
    topic = ConfigResource(ResourceType.TOPIC, BEACONS.name, incremental_configs=[entry])
    admin = AdminClient(_common(bootstrap))
    for done in admin.incremental_alter_configs([topic]).values():
        done.result(_ASK_S)


@contextmanager
def _outsider(bootstrap: str) -> Iterator[Consumer]:
    """Knows the group's name and is not in it."""
    consumer = Consumer({**_common(bootstrap), "group.id": AGGREGATOR_GROUP})
    try:
        yield consumer
    finally:
        consumer.close()


def _common(bootstrap: str) -> dict[str, Any]:
    # The driver prints its own lines; a broker that it has killed is no news.
    return {"bootstrap.servers": bootstrap, "log_level": 0}


# What passes when Kafka has come back.
TROUBLE: Final = (BrokerError, KafkaException, TimeoutError)
