"""Transactions behave alike on SQLite and PostgreSQL."""

from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from schemas.process.settings import SettingError
from tests.webapp.rows import NOON, a_project
from webapp.db.engine import make_engine, reading, writing
from webapp.db.models import Organization, Project, Slug, Snippet


def test_a_time_comes_back_aware_and_in_utc(engine: Engine) -> None:
    amsterdam = timezone(timedelta(hours=1))
    with writing(engine) as session:
        session.add(Slug(kind="project", slug="s", reserved_at=NOON.astimezone(amsterdam)))
    with reading(engine) as session:
        stored = session.scalars(select(Slug.reserved_at)).one()
    assert (stored, stored.tzinfo) == (NOON, UTC)


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="without a zone"), writing(engine) as session:
        session.add(Slug(kind="project", slug="s", reserved_at=NOON.replace(tzinfo=None)))


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as session:
        _write_and_fail(session)
    with reading(engine) as session:
        assert session.scalars(select(Slug)).all() == []


def _write_and_fail(session: Session) -> None:
    session.add(Slug(kind="project", slug="s", reserved_at=NOON))
    session.flush()
    raise ZeroDivisionError


def test_foreign_keys_are_enforced(engine: Engine) -> None:
    project = a_project(engine)
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.delete(session.get_one(Organization, project.organization_id))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(
            Snippet(project_id=project.organization_id, sha256="0", javascript="", created_at=NOON)
        )


def test_the_database_refuses_a_second_project_of_the_same_slug(engine: Engine) -> None:
    project = a_project(engine)
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(
            Project(
                organization_id=project.organization_id,
                slug=project.slug,
                alias="zzzzzz",
                name="again",
                created_at=NOON,
            )
        )


def test_every_foreign_key_of_the_models_has_an_index_to_look_it_up(engine: Engine) -> None:
    tables = inspect(engine)
    for table in tables.get_table_names():
        led = [index["column_names"][0] for index in tables.get_indexes(table)]
        led += tables.get_pk_constraint(table)["constrained_columns"][:1]
        for key in tables.get_foreign_keys(table):
            assert key["constrained_columns"][0] in led, table


def test_sqlite_waits_for_writers_and_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        pragmas = [connection.scalar(text(f"PRAGMA {name}")) for name in asked]
    engine.dispose()
    assert pragmas == ["wal", 2, 1, 5000]


@pytest.mark.parametrize("url", ["", "tallylight.db", "mysql://localhost/x"])
def test_any_other_database_is_refused_by_name_of_the_setting(url: str) -> None:
    with pytest.raises(SettingError, match="TALLY_DATABASE_URL"):
        make_engine(url)
