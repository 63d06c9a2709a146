"""Databases for the webapp's tests: every one that needs a database runs on SQLite and PostgreSQL.

The migrations run once for each; a test gets a copy of what they made.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from tests.webapp.sparing import compile_templates_once
from tests.webapp.wired import parts_with
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate
from webapp.parts import Parts

compile_templates_once()

Dialect = Literal["sqlite", "postgresql"]


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


@pytest.fixture
def empty_database(
    dialect: Dialect, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """URL of a database of its own, without tables."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'tallylight.db'}"
        return
    with _database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, whole in this file: for copies only."""
    path = tmp_path_factory.mktemp("migrated") / "tallylight.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres: str) -> Iterator[str]:
    """Name of a migrated PostgreSQL database: for copies only, to which nobody may be connected."""
    with _database(postgres) as url:
        migrate(url)
        yield str(make_url(url).database)


@pytest.fixture
def database_url(dialect: Dialect, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a migrated database of its own."""
    if dialect == "sqlite":
        migrated = request.getfixturevalue("migrated_file")
        yield f"sqlite:///{shutil.copyfile(migrated, tmp_path / 'tallylight.db')}"
        return
    server, migrated = map(request.getfixturevalue, ("postgres", "migrated_database"))
    with _database(server, template=migrated) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def offline(engine: Engine) -> Parts:
    """The web app's parts with a migrated database and a Prometheus that is away."""
    return parts_with(engine, "http://127.0.0.1:1")


@contextmanager
def _database(server: str, template: str = "template1") -> Iterator[str]:
    """URL of a new database, a copy of `template`; dropped at the end."""
    name = f"t{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    # Copying files is several times faster than the default, which logs every page.
    made = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
    try:
        with admin.connect() as connection:
            connection.execute(text(made))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        admin.dispose()
