"""A running `python -m webapp live` with one project, and both ends of its topics."""

import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

import msgspec
from confluent_kafka import Producer
from sqlalchemy import Engine

from consumers.core.windows import in_force_from
from schemas.partitioning import partition_of
from schemas.records.beacons import Beacon
from schemas.records.control import REVISION_HEADER, DefinitionVersion
from schemas.topics import CONTROL
from tests.collector.running import PARTITIONS
from tests.consumers.core.logs import view
from tests.parts.topics import create_topics
from tests.webapp import processes
from tests.webapp.people import Someone
from tests.webapp.rows import a_project
from webapp.db.engine import writing
from webapp.db.models import Project
from webapp.live.tickets import issue

_revisions = count(1)


@dataclass
class Live:
    """A live process that is ready, with one project that counts page views."""

    process: "subprocess.Popen[bytes]"
    log: Path
    port: int
    admin: int
    kafka: str
    engine: Engine
    project: Project

    def ticket(self, one: Someone) -> str:
        with writing(self.engine) as session:
            return issue(session, one.session, self.project.id, datetime.now(UTC))

    def beacon(self, events: tuple[str, ...] = ("page_view",)) -> Beacon:
        record = view(uuid4().hex, events=events)
        return msgspec.structs.replace(
            record, project_id=str(self.project.id), project=self.project.slug
        )

    def append(self, topic: str, record: msgspec.Struct) -> int:
        """The offset that the record got."""
        offsets: list[int] = []
        producer = Producer({"bootstrap.servers": self.kafka})
        partition = partition_of(str(self.project.id), PARTITIONS)
        producer.produce(
            topic,
            msgspec.json.encode(record),
            str(self.project.id),
            partition,
            on_delivery=lambda _, message: offsets.append(message.offset() or 0),
        )
        assert producer.flush(30) == 0
        return offsets[0]

    def metric(self, line: str) -> str:
        """The value that follows `line` on /metrics, "" when it is not there."""
        address = f"http://127.0.0.1:{self.admin}/metrics"
        with urllib.request.urlopen(address, timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return next((ln.removeprefix(line).strip() for ln in lines if ln.startswith(line)), "")


def eventually(what: str, met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not met():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def define(live: Live, *versions: DefinitionVersion) -> None:
    """Put definitions of the project on control; returns when they are in force."""
    producer = Producer({"bootstrap.servers": live.kafka})
    for version in versions:
        record = msgspec.structs.replace(version, id=str(uuid4()), project_id=str(live.project.id))
        headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(next(_revisions))}
        producer.produce(CONTROL.name, msgspec.json.encode(record), record.key, headers=headers)
    assert producer.flush(30) == 0
    time.sleep(in_force_from(0, time.time_ns() // 1_000_000) / 1000 - time.time() + 0.2)


@contextmanager
def running(
    engine: Engine, database: str, kafka: str, folder: Path, of: Project | None = None
) -> Iterator[Live]:
    """A live process that is ready, for the project `of` or one of its own."""
    create_topics(kafka, PARTITIONS)
    project = of or a_project(engine, f"live-{uuid4().hex[:8]}")
    port, admin, log = processes.free_port(), processes.free_port(), folder / "live.log"
    settings = {
        "TALLY_ENV": "development",
        "TALLY_DATABASE_URL": database,
        "TALLY_KAFKA_BOOTSTRAP": kafka,
        "TALLY_PARTITIONS": str(PARTITIONS),
        "TALLY_LIVE_PORT": str(port),
        "TALLY_LIVE_ADMIN_PORT": str(admin),
    }
    with processes.ended(processes.start("live", log, **settings)) as process:
        made = Live(process, log, port, admin, kafka, engine, project)

        def is_ready() -> bool:
            assert process.poll() is None, log.read_text()
            return processes.readiness(admin) == (200, [])

        eventually("readiness", is_ready)
        yield made
