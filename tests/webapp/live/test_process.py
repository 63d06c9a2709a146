"""`python -m webapp live` on a real broker: from a topic to a reader, who may read, and how it ends."""

import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from sqlalchemy import Engine

from consumers.core.windows import in_force_from
from schemas.partitioning import partition_of
from schemas.records.beacons import Beacon
from schemas.records.control import REVISION_HEADER
from schemas.records.refused import Refusal
from schemas.records.rejected import Rejection
from schemas.topics import AGGREGATOR_GROUP, BEACONS, CONTROL, REFUSED, REJECTED
from tests.consumers.core.logs import version, view
from tests.parts.topics import create_topics
from tests.webapp import processes
from tests.webapp.live.listening import listening
from tests.webapp.people import Someone, expel, sign_out, someone
from tests.webapp.rows import a_project
from webapp.db.engine import writing
from webapp.db.models import Project
from webapp.live.tickets import issue

PARTITIONS = 4
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


def count_page_views(live: Live) -> None:
    """Put a definition on control; returns when it is in force."""
    record = msgspec.structs.replace(
        version(definition=str(uuid4())), project_id=str(live.project.id)
    )
    producer = Producer({"bootstrap.servers": live.kafka})
    headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(next(_revisions))}
    producer.produce(CONTROL.name, msgspec.json.encode(record), record.key, headers=headers)
    assert producer.flush(30) == 0
    time.sleep(in_force_from(0, time.time_ns() // 1_000_000) / 1000 - time.time() + 0.2)


@pytest.fixture
def live(engine: Engine, database_url: str, kafka: str, tmp_path: Path) -> Iterator[Live]:
    create_topics(kafka, PARTITIONS)
    project = a_project(engine, f"live-{uuid4().hex[:8]}")
    port, admin, log = processes.free_port(), processes.free_port(), tmp_path / "live.log"
    settings = {
        "TALLY_ENV": "development",
        "TALLY_DATABASE_URL": database_url,
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


def test_events_are_told_as_they_arrive_with_what_became_of_them(live: Live) -> None:
    count_page_views(live)
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        beacon = live.beacon(events=("page_view", "unheard_of"))
        live.append(BEACONS.name, beacon)
        told = stream.until("beacon")
        assert told["beacon"]["id"] == beacon.id
        assert [event["words"] for event in told["events"]] == ["counted in 1", "unmatched"]
        live.append(BEACONS.name, beacon)
        assert {e["words"] for e in stream.until("beacon")["events"]} == {"duplicate"}
        refusal = Refusal(str(live.project.id), "k1", "origin_not_allowed", 1, "https://x.test")
        live.append(REFUSED.name, refusal)
        assert stream.until("refused")["words"] == "refused: origin not allowed"


def test_the_aggregators_word_is_told_where_it_differs(live: Live) -> None:
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        beacon = live.beacon()
        offset = live.append(BEACONS.name, beacon)
        told = stream.until("beacon")
        rejection = Rejection(str(live.project.id), "k1", beacon.id, offset, 0, "duplicate")
        live.append(REJECTED.name, rejection)
        corrected = stream.until("corrected")
        assert (corrected["id"], corrected["words"]) == (told["id"], "duplicate")


def test_another_projects_events_are_not_told(live: Live) -> None:
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        other = msgspec.structs.replace(live.beacon(), project_id=str(uuid4()))
        live.append(BEACONS.name, other)
        own = live.beacon()
        live.append(BEACONS.name, own)
        assert stream.until("beacon")["beacon"]["id"] == own.id


@pytest.mark.parametrize("lost", [sign_out, expel])
def test_a_lost_sign_in_or_membership_ends_the_stream_and_nobody_elses(
    live: Live, lost: Callable[[Engine, Someone], None]
) -> None:
    goes, stays = someone(live.engine, live.project), someone(live.engine, live.project)
    with (
        listening(live.port, live.ticket(goes)) as ends,
        listening(live.port, live.ticket(stays)) as goes_on,
    ):
        ends.until("hello")
        goes_on.until("hello")
        lost(live.engine, goes)
        assert "no longer a member" in ends.until("end")["why"]
        assert ends.next() == ("closed", None)
        live.append(BEACONS.name, live.beacon())
        goes_on.until("beacon")


def test_whoever_lost_the_membership_meanwhile_cannot_use_the_ticket(live: Live) -> None:
    one = someone(live.engine, live.project)
    ticket = live.ticket(one)
    expel(live.engine, one)
    with listening(live.port, ticket) as stream:
        assert stream.answer.status == 401


def test_it_tells_what_waits_to_be_counted_until_the_aggregator_has_it(live: Live) -> None:
    line = f'tally_live_waiting_events{{org="acme",project="{live.project.slug}"}}'
    offset = live.append(BEACONS.name, live.beacon(events=("page_view", "signup")))
    eventually("2 waiting events", lambda: live.metric(line) == "2.0")
    group = Consumer({"bootstrap.servers": live.kafka, "group.id": AGGREGATOR_GROUP})
    partition = partition_of(str(live.project.id), PARTITIONS)
    group.commit(offsets=[TopicPartition(BEACONS.name, partition, offset + 1)], asynchronous=False)
    group.close()
    eventually("nothing waiting", lambda: live.metric(line) == "")


def test_at_the_end_readers_are_told_and_it_exits_with_0(live: Live) -> None:
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        eventually("an open stream", lambda: live.metric("tally_live_streams") == "1.0")
        live.process.send_signal(signal.SIGTERM)
        assert "restarted" in stream.until("end")["why"]
    assert live.process.wait(20) == 0, live.log.read_text()
