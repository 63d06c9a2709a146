"""Kafka clients of the consumers, and foreign errors sorted by the reaction they ask for."""

import logging

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from schemas.process.errors import Stop
from schemas.process.kafka import Config, client

log = logging.getLogger(__name__)

SESSION_TIMEOUT_MS = 15_000
TRANSACTION_TIMEOUT_MS = 10_000
IDLE_CONNECTION_MS = 3_000


def group_consumer(bootstrap: str, group: str, instance: str) -> Config:
    """A static member of `group` that reads only what was committed.

    The offset reset is an error on purpose: an offset that fell out of retention must be seen by a
    person, never turned into a silent replay or gap.
    """
    return {
        **client(bootstrap, instance),
        "logger": log,
        "group.id": group,
        "group.instance.id": instance,
        "partition.assignment.strategy": "cooperative-sticky",
        "session.timeout.ms": SESSION_TIMEOUT_MS,
        "heartbeat.interval.ms": 3_000,
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "error",
        "fetch.wait.max.ms": 100,
        "fetch.error.backoff.ms": 100,
        "queued.max.messages.kbytes": 65_536,
    }


def plain_reader(bootstrap: str, client_id: str, isolation: str) -> Config:
    """A reader outside of any group, told of the end of what it reads."""
    return {
        **client(bootstrap, client_id),
        "logger": log,
        "group.id": client_id,
        "isolation.level": isolation,
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "error",
        "fetch.wait.max.ms": 50,
    }


def transactional_producer(bootstrap: str, transactional_id: str) -> Config:
    """The timeout is shorter than the session's, so a lost member's transaction ends before its place
    in the group is given away (parts.md, KIP-447).

    Idle connections are closed because send_offsets_to_transaction, which ignores its timeout, may
    wait for a coordinator that is gone until any connection changes its state: for ever, once the
    only broker has come back (librdkafka #5511, #5456).
    """
    return {
        **client(bootstrap, transactional_id),
        "logger": log,
        "transactional.id": transactional_id,
        "transaction.timeout.ms": TRANSACTION_TIMEOUT_MS,
        "message.timeout.ms": TRANSACTION_TIMEOUT_MS,
        "connections.max.idle.ms": IDLE_CONNECTION_MS,
        "compression.type": "lz4",
        "linger.ms": 5,
    }


def plain_producer(bootstrap: str, client_id: str) -> Config:
    """An idempotent producer outside of any transaction."""
    return {
        **client(bootstrap, client_id),
        "logger": log,
        "enable.idempotence": True,
        "message.timeout.ms": 5_000,
        "linger.ms": 0,
    }


def partition_count(consumer: Consumer, topic: str) -> int:
    """Partitions of `topic`; raises Stop when it does not exist."""
    found = consumer.list_topics(topic, timeout=10).topics[topic]
    if found.error is not None:
        raise Stop(f"topic {topic}: {found.error.str()}; create it with `python -m ops topics`")
    return len(found.partitions)


def check_partitions(consumer: Consumer, topics: tuple[str, ...], expected: int) -> None:
    """Raise Stop unless every one of `topics` has `expected` partitions (pipeline.md "Topics")."""
    for topic in topics:
        count = partition_count(consumer, topic)
        if count != expected:
            raise Stop(f"topic {topic} has {count} partitions, TALLY_PARTITIONS says {expected}")


def usable(message: Message) -> bool:
    """False for a passing error. Raises Stop for those that going on would make worse."""
    error = message.error()
    if error is None:
        return True
    if error.code() == KafkaError._AUTO_OFFSET_RESET:
        raise Stop(
            f"{message.topic()}/{message.partition()}: the committed offset is no longer in the topic; "
            "see docs/operations.md, 'An offset fell out of retention'"
        )
    # What a message carries of a fatal error is its code alone: `error.fatal()` is false there.
    if error.code() == KafkaError._FATAL or error.fatal():
        raise Stop(f"Kafka: {error}")
    return False


def at(topic: str, partition: int, offset: int = -1001) -> TopicPartition:
    return TopicPartition(topic, partition, offset)
