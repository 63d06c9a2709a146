"""Kafka Streams beside the aggregator is of the same release as the broker."""

from pathlib import Path

from ops.bench import kafka_streams
from ops.local.kafka_jars import LOCK_FILE, parse_lock


def test_its_jar_is_of_the_release_that_the_broker_runs() -> None:
    locked = parse_lock(Path(kafka_streams.__file__).with_name("kafka_streams.lock").read_text())
    brokers = {jar.artifact: jar.version for jar in parse_lock(LOCK_FILE.read_text())}
    assert [(jar.artifact, jar.version) for jar in locked] == [
        ("kafka-streams", brokers["kafka-clients"])
    ]
