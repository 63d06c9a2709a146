"""`python -m webapp outbox` under kill -9, started twice, and without Kafka."""

import signal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, update

from schemas.records import control
from tests.webapp import processes
from tests.webapp.outbox.topic import eventually, make, records
from webapp.db.engine import writing
from webapp.db.models import OutboxRow
from webapp.outbox import rows
from webapp.outbox.publish import publish, publishing


class Outbox:
    """One started outbox process."""

    def __init__(self, url: str, kafka: str, log: Path) -> None:
        self.port, self.log = processes.free_port(), log
        settings = {
            "TALLY_DATABASE_URL": url,
            "TALLY_KAFKA_BOOTSTRAP": kafka,
            "TALLY_OUTBOX_ADMIN_PORT": str(self.port),
        }
        self.process = processes.start("outbox", log, **settings)

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return processes.readiness(self.port) == (200, [])


@pytest.fixture
def project(engine: Engine) -> control.Project:
    return control.Project(str(uuid4()), str(uuid4()), "acme", "shop")


def _write(engine: Engine, record: control.Record) -> None:
    with publishing(engine) as session:
        publish(session, record)


def test_killed_between_sending_and_marking_it_sends_nothing_twice(
    engine: Engine, database_url: str, kafka: str, tmp_path: Path, project: control.Project
) -> None:
    make(kafka)
    _write(engine, project)
    first = Outbox(database_url, kafka, tmp_path / "first.log")
    with processes.ended(first.process), writing(engine) as session:
        # Whoever holds the row keeps the outbox from marking it, not from reading and sending it.
        session.execute(update(OutboxRow).values(published_at=None))
        eventually(lambda: len(records(kafka, {project.key})) == 1)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
    assert [row.key for row in rows.waiting(engine)] == [project.key]

    second = Outbox(database_url, kafka, tmp_path / "second.log")
    with processes.ended(second.process):
        eventually(lambda: rows.waiting(engine) == [])
    assert len(records(kafka, {project.key})) == 1


def test_started_twice_one_works_and_the_other_takes_over(
    engine: Engine, database_url: str, kafka: str, tmp_path: Path, project: control.Project
) -> None:
    make(kafka)
    first = Outbox(database_url, kafka, tmp_path / "first.log")
    with processes.ended(first.process):
        eventually(first.is_ready)
        second = Outbox(database_url, kafka, tmp_path / "second.log")
        with processes.ended(second.process):
            standby = (503, ["lock: another outbox is active"])
            eventually(lambda: processes.readiness(second.port) == standby)
            first.process.send_signal(signal.SIGTERM)
            assert first.process.wait(20) == 0
            eventually(second.is_ready)
            _write(engine, project)
            eventually(lambda: rows.waiting(engine) == [])
    assert len(records(kafka, {project.key})) == 1


def test_without_kafka_it_says_so_keeps_trying_and_ends_at_once_when_asked(
    database_url: str, tmp_path: Path
) -> None:
    away = Outbox(database_url, "127.0.0.1:1", tmp_path / "away.log")
    with processes.ended(away.process):
        eventually(lambda: processes.readiness(away.port)[1][:1] not in ([], ["start"]))
        status, missing = processes.readiness(away.port)
        assert (status, missing[0].partition(":")[0]) == (503, "kafka")
        away.process.send_signal(signal.SIGTERM)
        assert away.process.wait(20) == 0
    assert "outbox waits" in (tmp_path / "away.log").read_text()
