"""CPU-seconds of the aggregator per million events: exactly once, duplicates, enrichment, 5 definitions."""

import os
import signal
import time
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
from confluent_kafka import ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from ops.bench.cpu import seconds_of
from ops.bench.kafka_streams import GROUP as STREAMS_GROUP
from ops.bench.kafka_streams import Streams, compiler
from ops.bench.rig import BenchError, Rig, rig
from ops.local import ports
from schemas.beacon import Event, Page
from schemas.definitions import Definition, Label
from schemas.partitioning import partition_of
from schemas.records.beacons import Beacon
from schemas.records.control import REVISION_HEADER, DefinitionVersion
from schemas.topics import AGGREGATOR_GROUP as GROUP
from schemas.triggers import PageView

PARTITIONS: Final = 4
PROJECTS: Final = 4
EVENTS: Final = 1_000_000
PATIENCE: Final = 300.0
TURNS: Final = 3
# Judged beside Kafka Streams at these numbers of events.
BESIDE_STREAMS: Final = (1, 20)
SHARE_OF_STREAMS: Final = 1.0
TARGETS: Final = {1: 7.3, 3: 6.0, 20: 3.5}
_LABELS: Final = (
    (Label("path", "path"),),
    (Label("browser", "browser"),),
    (Label("path", "path"), Label("browser", "browser")),
    (),
    (Label("page", "path"),),
)
_MARK: Final = "@" * 22


class Turn(NamedTuple):
    """CPU-seconds for the same records: the aggregator's, its broker's meanwhile, and Kafka Streams'."""

    used: float
    broker: float
    beside: float | None


def measure(events: int = EVENTS) -> list[dict[str, object]]:
    """One figure for each number of events in a beacon."""
    return [_measure(per_beacon, events) for per_beacon in TARGETS]


def _measure(per_beacon: int, events: int) -> dict[str, object]:
    """The smallest of TURNS: whatever else the machine does can only add to what the work costs."""
    turns = [_turn(per_beacon, events) for _ in range(TURNS)]
    millions = events / 1_000_000
    used = min(turn.used for turn in turns) / millions
    return {
        "row": f"aggregator, CPU-seconds per 1 M events, {per_beacon} events a beacon",
        "value": round(used, 2),
        "target": f"<= {TARGETS[per_beacon]}",
        "reached": used <= TARGETS[per_beacon],
        "turns": [round(turn.used / millions, 2) for turn in turns],
        **(_share(used, turns, millions) if per_beacon in BESIDE_STREAMS else {}),
        "broker_cpu_seconds": round(min(turn.broker for turn in turns), 2),
        "events": events,
    }


def _share(used: float, turns: list[Turn], millions: float) -> dict[str, object]:
    """How `used` compares with the smallest of what Kafka Streams took."""
    beside = [turn.beside / millions for turn in turns if turn.beside is not None]
    if not beside:
        return {"kafka_streams": "not measured: there is no Java compiler here"}
    theirs = min(beside)
    return {
        "kafka_streams": round(theirs, 2),
        "kafka_streams_turns": [round(seconds, 2) for seconds in beside],
        "share_of_kafka_streams": round(used / theirs, 2),
        "share_target": f"<= {SHARE_OF_STREAMS}",
        "held": used / theirs <= SHARE_OF_STREAMS,
    }


def _turn(per_beacon: int, events: int) -> Turn:
    """One aggregator on a broker of its own, then Kafka Streams' plain count of the same records."""
    with rig(PARTITIONS) as running:
        producer = Producer({"bootstrap.servers": running.bootstrap, "compression.type": "lz4"})
        declare(producer)
        port = ports.free_ports(("admin",))["admin"]
        pid = running.run(
            "aggregator",
            ("-m", "consumers", "aggregate"),
            {"TALLY_AGGREGATOR_ADMIN_PORT": str(port)},
            f"http://127.0.0.1:{port}/readyz",
        )
        time.sleep(11)  # a definition is in force at the latest 10 s after it stands on control
        before, broker_before = seconds_of(pid), seconds_of(running.broker)
        sent = _send(producer, events // per_beacon, per_beacon)
        wait_until_committed(running, GROUP, sent)
        used, broker = seconds_of(pid) - before, seconds_of(running.broker) - broker_before
        os.kill(pid, signal.SIGTERM)
        return Turn(used, broker, _beside(running, sent) if per_beacon in BESIDE_STREAMS else None)


def _beside(running: Rig, sent: dict[int, int]) -> float | None:
    """CPU-seconds of Kafka Streams for the same records; None without a Java compiler."""
    javac = compiler()
    if javac is None:
        return None
    streams = Streams(running, javac)
    wait_until_committed(running, STREAMS_GROUP, sent)
    return streams.seconds()


def declare(producer: Producer) -> None:
    """Five counters for each project."""
    for project in range(PROJECTS):
        for number, labels in enumerate(_LABELS):
            body = Definition(f"m{number}_total", "counter", "Bench", (PageView(),), labels)
            record = DefinitionVersion(
                f"d{project}{number}", f"project-{project}", 1, 0, "active", 0, body
            )
            headers: dict[str, str | bytes | None] = {REVISION_HEADER: "1"}
            producer.produce("control", msgspec.json.encode(record), record.key, headers=headers)
    producer.flush()


def _send(producer: Producer, beacons: int, per_beacon: int) -> dict[int, int]:
    """Publish `beacons`; the number of records by partition."""
    sent: dict[int, int] = {}
    made = list(templates(per_beacon))
    for number in range(beacons):
        project, head, tail = made[number % len(made)]
        partition = partition_of(project, PARTITIONS)
        sent[partition] = sent.get(partition, 0) + 1
        value = head + f"{number:022d}".encode() + tail
        while True:
            try:
                producer.produce("beacons", value, project, partition=partition)
                break
            except BufferError:
                producer.poll(0.1)
    producer.flush()
    return sent


def templates(per_beacon: int) -> Iterator[tuple[str, bytes, bytes]]:
    """(project id, bytes before the id, bytes after it): 4 projects, 50 pages, 20 browsers."""
    for number in range(200):
        project = f"project-{number % PROJECTS}"
        beacon = Beacon(
            id=_MARK,
            project_id=project,
            org="bench",
            project=project,
            key_id=f"key-{project}",
            source="browser",
            received_at=1_800_000_000_000,
            collector="bench",
            events=(Event("page_view"),) * per_beacon,
            page=Page(f"https://shop.test/p{number % 50}", "https://search.test/", 1280, "nl-NL"),
            user_agent=f"Mozilla/5.0 (X11; Linux x86_64; rv:{140 + number % 20}.0) Gecko/20100101 "
            f"Firefox/{140 + number % 20}.0",
        )
        head, tail = msgspec.json.encode(beacon).split(_MARK.encode())
        yield project, head, tail


def wait_until_committed(running: Rig, group: str, sent: dict[int, int]) -> None:
    """Until the group's offsets are those that `sent` gives by partition. Raises BenchError."""
    admin = AdminClient({"bootstrap.servers": running.bootstrap})
    asked = ConsumerGroupTopicPartitions(group, [TopicPartition("beacons", p) for p in sent])
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = admin.list_consumer_group_offsets([asked])[group].result()
        if all(tp.offset >= sent[tp.partition] for tp in answer.topic_partitions):
            return
        time.sleep(1)
    raise BenchError(f"{group} did not commit the whole log in time")
