"""Models and migrations say the same, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import webapp.db.models  # noqa: F401  makes the tables known
from webapp.db.base import Base
from webapp.db.engine import make_engine
from webapp.db.migrate import current, head, migrate


@contextmanager
def _connection(url: str) -> Iterator[sa.Connection]:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _differences(url: str, metadata: sa.MetaData) -> list[Any]:
    with _connection(url) as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def test_autogenerate_finds_nothing_to_add_after_the_migrations(empty_database: str) -> None:
    migrate(empty_database)
    assert _differences(empty_database, Base.metadata) == []


def test_autogenerate_finds_a_table_that_no_migration_makes(empty_database: str) -> None:
    migrate(empty_database)
    models = sa.MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(models)
    sa.Table("forgotten", models, sa.Column("id", sa.Integer, primary_key=True))
    assert [change[0] for change in _differences(empty_database, models)] == ["add_table"]


def test_a_second_migration_changes_nothing(empty_database: str) -> None:
    assert migrate(empty_database) == (None, head())
    assert migrate(empty_database) == (head(), head())
    with _connection(empty_database) as connection:
        assert current(connection) == head()


def test_two_migrations_at_once_wait_for_each_other(empty_database: str) -> None:
    outcomes: list[tuple[str | None, str]] = []
    threads = [Thread(target=lambda: outcomes.append(migrate(empty_database))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [(head(), head()), (None, head())]
