"""A running `python -m collector`, and both ends of its topics."""

import contextlib
import http.client
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from confluent_kafka import Consumer, Producer, TopicPartition

from collector.days import utc_day
from ops.local.ports import free_ports
from schemas.records.beacons import Beacon
from schemas.records.control import REVISION_HEADER, ApiKey, Project, Record
from schemas.records.refused import Refusal
from schemas.records.salts import Salt
from schemas.topics import BEACONS, CONTROL, REFUSED, SALTS, Topic
from tests.collector.samples import KEY, PROJECT, RING, RING_KEY
from tests.parts.topics import create_topics

ROOT = Path(__file__).parents[2]
PARTITIONS = 4
_START_SECONDS = 30
_revisions = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        return str(msgspec.json.decode(self.body)["code"]) if self.body else ""


@dataclass(frozen=True, slots=True)
class Running:
    """A collector that answered /readyz with 200; `log` collects its standard error."""

    process: "subprocess.Popen[bytes]"
    port: int
    admin_port: int
    log: Path

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str | None
    ) -> Answer:
        """One request on a connection of its own; `headers` with _ for -, None leaves one out."""
        return ask(self.port, method, path, body, headers)

    def post(self, body: bytes, **headers: str | None) -> Answer:
        """A beacon as a page of the shop sends it."""
        sent = {"content_type": "text/plain", "origin": "https://shop.test", **headers}
        return ask(self.port, "POST", "/api/v1/metrics", body, sent)


def ask(
    port: int, method: str, path: str, body: bytes | None, headers: Mapping[str, str | None]
) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    try:
        # A body that is too large is refused before it is read: the answer is there all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, body, sent)
        if connection.sock is None:  # reset while it was made: there is no answer to read
            raise ConnectionResetError
        response = connection.getresponse()
        answered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, answered, response.read())
    finally:
        connection.close()


def settings(bootstrap: str, **changes: str) -> dict[str, str]:
    """A whole environment for one collector, on free ports."""
    ports = free_ports(("public", "admin"))
    return {
        "PATH": os.environ.get("PATH", ""),
        "TALLY_ENV": "development",
        "TALLY_KAFKA_BOOTSTRAP": bootstrap,
        "TALLY_PARTITIONS": str(PARTITIONS),
        "TALLY_INGEST_KEYS": RING_KEY,
        # One machine sends everything: rates are not what is looked at here.
        "TALLY_COLLECTOR_ADDRESS_RATE": "1000000",
        "TALLY_COLLECTOR_ADDRESS_BURST": "1000000",
        "TALLY_COLLECTOR_KEY_RATE": "10000000",
        "TALLY_COLLECTOR_KEY_BURST": "10000000",
        "TALLY_COLLECTOR_PORT": str(ports["public"]),
        "TALLY_COLLECTOR_ADMIN_PORT": str(ports["admin"]),
        **changes,
    }


def spawn(environ: Mapping[str, str], log: Path, *verb: str) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        command = (sys.executable, "-m", "collector", *verb)
        return subprocess.Popen(command, cwd=ROOT, env=dict(environ), stderr=output)


@contextlib.contextmanager
def collector(environ: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """A collector that is ready; ended by SIGTERM, or found ended."""
    log = folder / "collector.log"
    process = spawn(environ, log)
    port, admin = environ["TALLY_COLLECTOR_PORT"], environ["TALLY_COLLECTOR_ADMIN_PORT"]
    try:
        await_ready(process, int(admin), log)
        yield Running(process, int(port), int(admin), log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def await_ready(process: "subprocess.Popen[bytes]", admin_port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not is_ready(admin_port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the collector is not ready: {log.read_text()}")
        time.sleep(0.05)


def is_ready(admin_port: int) -> bool:
    try:
        return ask(admin_port, "GET", "/readyz", None, {}).status == 200
    except OSError:
        return False


def publish(bootstrap: str, *records: Record) -> None:
    """Append control records, each newer than all before, creating the topics if need be."""
    create_topics(bootstrap, PARTITIONS)
    producer = Producer({"bootstrap.servers": bootstrap})
    for record in records:
        headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(next(_revisions))}
        producer.produce(CONTROL.name, msgspec.json.encode(record), record.key, headers=headers)
    assert producer.flush(30) == 0


def publish_salts(bootstrap: str) -> None:
    """Salts of today and, should midnight be near, tomorrow."""
    create_topics(bootstrap, PARTITIONS)
    producer = Producer({"bootstrap.servers": bootstrap})
    for lead_ms in (0, 3_600_000):
        salt = Salt(utc_day(time.time_ns() // 1_000_000 + lead_ms), RING.encrypt(b"s" * 32))
        producer.produce(SALTS.name, msgspec.json.encode(salt), salt.day, 0)
    assert producer.flush(30) == 0


def tenant(name: str) -> tuple[Project, ApiKey]:
    """A project `name` with a key of that id, apart from every other test's."""
    replace = msgspec.structs.replace
    project = replace(PROJECT, id=f"project-{name}", project=f"shop-{name}")
    return project, replace(KEY, id=name, project_id=project.id)


def stored(bootstrap: str, project: Project) -> list[tuple[int, Beacon]]:
    """The project's beacons on the topic now, with their partition."""
    return [
        (partition, msgspec.json.decode(value, type=Beacon))
        for partition, value in values(bootstrap, BEACONS, project)
    ]


def refused(bootstrap: str, project: Project) -> list[Refusal]:
    """The project's refusals on the topic now."""
    return [
        msgspec.json.decode(value, type=Refusal) for _, value in values(bootstrap, REFUSED, project)
    ]


def values(bootstrap: str, topic: Topic, project: Project) -> list[tuple[int, bytes]]:
    """What stands under the project's id on a topic split by project, with its partition."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "test"})
    found: list[tuple[int, bytes]] = []
    try:
        for partition in range(PARTITIONS):
            at = TopicPartition(topic.name, partition, 0)
            _, end = consumer.get_watermark_offsets(at, timeout=30)
            consumer.assign([at])
            found += [(partition, value) for value in _read(consumer, end, project)]
    finally:
        consumer.close()
    return found


def _read(consumer: Consumer, end: int, project: Project) -> Iterator[bytes]:
    following = 0
    while following < end:
        for message in consumer.consume(500, 1.0):
            assert message.error() is None
            following = (message.offset() or 0) + 1
            if message.key() == project.id.encode():
                yield message.value() or b""
