"""A change and its record commit together, in the order of their revisions."""

import json
from threading import Event, Thread
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from schemas.records import control
from tests.webapp.rows import a_project
from webapp.db.engine import reading, writing
from webapp.db.models import OutboxRow, Project
from webapp.outbox import rows
from webapp.outbox.publish import (
    MAX_VALUE_BYTES,
    NotPublishing,
    RecordTooLarge,
    publish,
    publishing,
    withdraw,
)


def _record(slug: str = "shop") -> control.Project:
    return control.Project(str(uuid4()), str(uuid4()), "acme", slug)


def test_the_row_holds_the_record_as_readable_json(engine: Engine) -> None:
    record = _record()
    with publishing(engine) as session:
        revision = publish(session, record).revision
    (row,) = rows.waiting(engine)
    assert (row.revision, row.key) == (revision, record.key)
    assert json.loads(row.value or b"")["project"] == "shop"


def test_a_tombstone_has_no_value(engine: Engine) -> None:
    with publishing(engine) as session:
        withdraw(session, "key:1")
    assert [(row.key, row.value) for row in rows.waiting(engine)] == [("key:1", None)]


def test_a_change_that_is_rolled_back_publishes_nothing(engine: Engine) -> None:
    a_project(engine)
    with pytest.raises(ZeroDivisionError), publishing(engine) as session:
        session.scalars(select(Project)).one().name = str(publish(session, _record()).revision // 0)
    assert rows.waiting(engine) == []


def test_a_record_that_kafka_would_refuse_is_refused_before_it_holds_up_the_others(
    engine: Engine,
) -> None:
    with pytest.raises(RecordTooLarge), publishing(engine) as session:
        publish(session, _record("x" * MAX_VALUE_BYTES))
    assert rows.waiting(engine) == []


def test_a_later_revision_never_becomes_visible_before_an_earlier_one(engine: Engine) -> None:
    second_done = Event()

    def second_writer() -> None:
        with publishing(engine) as session:
            publish(session, _record("second"))
        second_done.set()

    with publishing(engine) as session:
        first = publish(session, _record("first")).revision
        other = Thread(target=second_writer)
        other.start()
        # While the first transaction is open the second one cannot have taken its number.
        assert not second_done.wait(0.3)
    other.join()
    assert [row.revision for row in rows.waiting(engine)] == [first, first + 1]


def test_a_revision_is_not_given_again_after_its_row_was_deleted(engine: Engine) -> None:
    with publishing(engine) as session:
        first = publish(session, _record())
        session.delete(first)
        revision = first.revision
    with publishing(engine) as session:
        assert publish(session, _record()).revision > revision
    with reading(engine) as session:
        assert len(session.scalars(select(OutboxRow)).all()) == 1


def test_a_record_outside_of_a_publishing_transaction_is_refused(engine: Engine) -> None:
    with pytest.raises(NotPublishing), writing(engine) as session:
        publish(session, _record())
    assert rows.waiting(engine) == []
