"""Migrations called from Python: bring a database to this release, say where it stands."""

import logging
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from schemas.process.errors import Stop
from webapp.db.engine import make_engine

# Alembic greets each time it looks; `migrate` itself says what it did.
logging.getLogger("alembic").setLevel(logging.WARNING)

_FOLDER: Final = Path(__file__).parent / "migrations"
# Any constant: two `migrate` at once wait for each other (PostgreSQL; SQLite has one writer anyway).
_LOCK: Final = 7_411_001


def migrate(url: str) -> tuple[str | None, str]:
    """Bring the database to the newest revision, all or nothing; where it stood and stands.

    Raises Stop when rows are left that break a foreign key, and SQLAlchemyError.
    """
    engine = make_engine(url, foreign_keys=False).execution_options(writes=True)
    try:
        with engine.begin() as connection:
            _wait_for_others(connection)
            before = current(connection)
            _upgrade(connection)
            return before, head()
    finally:
        engine.dispose()


def current(connection: Connection) -> str | None:
    """The revision the database stands at; None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision this release needs."""
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    assert newest is not None
    return newest


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file; env.py works on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _upgrade(connection: Connection) -> None:
    command.upgrade(configuration(connection), "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise Stop(f"the migration would leave rows without their parent: {broken[:3]}")
