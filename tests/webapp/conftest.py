"""Databases for the webapp's tests: every one that needs a database runs on SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from tests.webapp.wired import parts_with
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate
from webapp.parts import Parts


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database of its own, without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tallylight.db'}"
        return
    server, name = request.getfixturevalue("postgres"), f"t{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        admin.dispose()


@pytest.fixture
def database_url(empty_database: str) -> str:
    """URL of a migrated database."""
    migrate(empty_database)
    return empty_database


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def offline(engine: Engine) -> Parts:
    """The web app's parts with a migrated database and a Prometheus that is away."""
    return parts_with(engine, "http://127.0.0.1:1")
