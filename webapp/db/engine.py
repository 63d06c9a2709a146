"""Connections: PostgreSQL through psycopg 3, or SQLite in WAL mode, by TALLY_DATABASE_URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from schemas.process.settings import SettingError

_BUSY_MS: Final = 5_000
_CONNECT_SECONDS: Final = 5
_DIALECTS: Final = ("sqlite", "postgresql")


def make_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://...`; connects lazily, safe for many threads.

    `foreign_keys=False` is for migrations on SQLite, which move tables. Raises SettingError.
    """
    try:
        dialect = make_url(url).get_backend_name()
    except ArgumentError:
        raise SettingError("TALLY_DATABASE_URL is not a database URL") from None
    if dialect not in _DIALECTS:
        raise SettingError(f"TALLY_DATABASE_URL must begin with one of {', '.join(_DIALECTS)}")
    if dialect == "postgresql":
        arguments = {"connect_timeout": _CONNECT_SECONDS}
        return create_engine(url, pool_pre_ping=True, connect_args=arguments)
    engine = create_engine(url)
    _tune_sqlite(engine, foreign_keys)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One transaction that only reads."""
    with Session(engine) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction that may write: committed at the end, rolled back by any exception.

    On SQLite the write lock is taken at the start: a transaction that read first and then wrote would
    be refused at once when another writer came between (SQLITE_BUSY_SNAPSHOT), without waiting.
    """
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        yield session


def _tune_sqlite(engine: Engine, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        # The driver's own implicit BEGIN leaves DDL and SELECT outside of transactions.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: after a power loss a revision that Kafka already has must not be given again.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes: Any = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
