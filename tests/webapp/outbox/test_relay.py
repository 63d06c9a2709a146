"""The relay against a real Kafka, on both databases."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from uuid import uuid4

import msgspec
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from schemas.process.errors import Retry, Stop
from schemas.records import control
from tests.webapp.outbox.topic import make, records
from tests.webapp.rows import NOON
from webapp.outbox import relay, rows
from webapp.outbox.lock import acquire
from webapp.outbox.publish import publish, publishing, withdraw
from webapp.outbox.relay import Relay
from webapp.outbox.rows import Waiting
from webapp.outbox.writer import ControlWriter


class Unanswered(ControlWriter):
    """Kafka takes the records, and its answer is lost on the way back."""

    def send(self, rows: Sequence[Waiting]) -> None:
        super().send(rows)
        raise Retry("kafka: the answer was lost")


class Halved(ControlWriter):
    """Kafka takes the first record of a batch and the connection breaks."""

    def send(self, rows: Sequence[Waiting]) -> None:
        super().send(rows[:1])
        raise Retry("kafka: the connection broke")


Start = Callable[[type[ControlWriter]], Relay]


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def start(
    engine: Engine, database_url: str, kafka: str, registry: CollectorRegistry
) -> Iterator[Start]:
    """A relay whose first connection is of the class given and all later ones are plain."""
    make(kafka)
    started: list[Relay] = []

    def relay(first: type[ControlWriter]) -> Relay:
        kinds = iter([first])
        made = Relay(
            engine,
            partial(acquire, database_url),
            lambda: next(kinds, ControlWriter)(kafka),
            lambda: NOON,
            registry if not started else CollectorRegistry(),
        )
        started.append(made)
        return made

    yield relay
    for made in started:
        _end(made)


def _end(made: Relay) -> None:
    made._disconnect()
    made._release()


def _project(slug: str = "shop") -> control.Project:
    return control.Project(str(uuid4()), str(uuid4()), "acme", slug)


def _write(engine: Engine, *some: control.Record) -> list[int]:
    with publishing(engine) as session:
        return [publish(session, record).revision for record in some]


def _step_through(made: Relay) -> None:
    """One step that fails at the edge, as `run` treats it, and the one that follows."""
    with pytest.raises(Retry) as caught:
        made.step()
    made._interrupted(caught.value, 0)
    made.step()


def test_rows_arrive_in_order_with_their_revisions_and_wait_no_longer(
    engine: Engine, kafka: str, start: Start, registry: CollectorRegistry
) -> None:
    first, second = _project("first"), _project("second")
    revisions = _write(engine, first, second)
    made = start(ControlWriter)
    made.step()
    standing = records(kafka, {first.key, second.key})
    assert [(r.key, r.revision) for r in standing] == list(
        zip([first.key, second.key], revisions, strict=True)
    )
    assert standing[0].value is not None
    assert standing[0].value["project"] == "first"
    assert rows.waiting(engine) == []
    assert registry.get_sample_value("tally_outbox_published_total") == 2
    assert registry.get_sample_value("tally_outbox_waiting") == 0
    assert made.missing() == []


def test_a_tombstone_arrives_without_a_value(engine: Engine, kafka: str, start: Start) -> None:
    project = _project()
    _write(engine, project)
    with publishing(engine) as session:
        withdraw(session, project.key)
    start(ControlWriter).step()
    assert [r.value is None for r in records(kafka, {project.key})] == [False, True]


def test_after_an_unknown_outcome_nothing_is_sent_twice(
    engine: Engine, kafka: str, start: Start
) -> None:
    first, second = _project(), _project()
    _write(engine, first, second)
    made = start(Unanswered)
    _step_through(made)
    assert [r.key for r in records(kafka, {first.key, second.key})] == [first.key, second.key]
    assert rows.waiting(engine) == []


def test_after_half_a_batch_only_the_rest_is_sent(engine: Engine, kafka: str, start: Start) -> None:
    first, second = _project(), _project()
    _write(engine, first, second)
    _step_through(start(Halved))
    assert [r.key for r in records(kafka, {first.key, second.key})] == [first.key, second.key]


def test_a_newer_revision_of_the_same_key_is_sent_after_half_a_batch(
    engine: Engine, kafka: str, start: Start
) -> None:
    before = _project("before")
    after = control.Project(before.id, before.organization_id, "acme", "after")
    revisions = _write(engine, before, after)
    _step_through(start(Halved))
    assert [r.revision for r in records(kafka, {before.key})] == revisions


def test_a_second_relay_stands_by_until_the_first_ends(
    engine: Engine, kafka: str, start: Start
) -> None:
    first, second = start(ControlWriter), start(ControlWriter)
    first.step()
    assert second.step() == relay.STANDBY_SECONDS
    assert second.missing() == ["lock: another outbox is active"]
    _end(first)
    project = _project()
    _write(engine, project)
    second.step()
    assert len(records(kafka, {project.key})) == 1


def test_a_database_older_than_the_topic_stops_the_outbox(
    engine: Engine, kafka: str, start: Start
) -> None:
    project = _project()
    ahead = Waiting(1_000_000, project.key, msgspec.json.encode(project))
    writer = ControlWriter(kafka)
    writer.send([ahead])
    _write(engine, project)
    with pytest.raises(Stop, match="older than the topic"):
        start(ControlWriter).step()
    assert len(rows.waiting(engine)) == 1


def test_kafka_away_asks_for_a_retry_and_keeps_the_rows(
    engine: Engine, database_url: str, registry: CollectorRegistry
) -> None:
    _write(engine, _project())
    made = Relay(
        engine,
        partial(acquire, database_url),
        partial(ControlWriter, "127.0.0.1:1"),
        lambda: NOON,
        registry,
    )
    with pytest.raises(Retry, match="kafka"):
        made.step()
    _end(made)
    assert len(rows.waiting(engine)) == 1


def test_a_missing_topic_stops_with_the_command_that_makes_it(
    fresh_kafka: Callable[[], str],
) -> None:
    bootstrap = fresh_kafka()
    writer = ControlWriter(bootstrap)
    with pytest.raises(Stop, match="python -m ops topics"):
        writer.check_topic()
    make(bootstrap, partitions=2)
    with pytest.raises(Stop, match="2 partitions"):
        writer.check_topic()
    writer.close()
