"""One active outbox per database: a PostgreSQL advisory lock, or a file lock beside an SQLite file."""

import fcntl
from pathlib import Path
from typing import IO, Final, Protocol

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from schemas.process.errors import Retry

# Any constant, equal in all releases.
_OUTBOX: Final = 7_411_003


class Lock(Protocol):
    """A lock that is held until `release`, until its process dies, or until the database lets go."""

    def held(self) -> bool:
        """Whether it still is; asks the database."""

    def release(self) -> None:
        """Let another outbox become active."""


def acquire(url: str) -> Lock | None:
    """The lock of the outbox of database `url`, or None while another process holds it.

    Never waits for the other one. Raises Retry when the database does not answer.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _FileLock.acquire(Path(f"{parsed.database}.outbox.lock"))
    return _AdvisoryLock.acquire(parsed)


class _FileLock:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @classmethod
    def acquire(cls, path: Path) -> "_FileLock | None":
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return cls(file)

    def held(self) -> bool:
        """The kernel keeps a file lock as long as the file is open."""
        return not self._file.closed

    def release(self) -> None:
        self._file.close()


class _AdvisoryLock:
    """Lives as long as its connection, which is used for nothing else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def acquire(cls, url: URL) -> "_AdvisoryLock | None":
        # Keepalives: a network that goes silent is noticed after about 10 s, by both sides alike.
        arguments = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2}
        engine = create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments
        )
        try:
            connection = engine.connect()
        except OperationalError as error:
            raise Retry(f"database: {str(error.orig).splitlines()[0]}") from error
        if connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _OUTBOX}):
            return cls(connection)
        connection.close()
        return None

    def held(self) -> bool:
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def release(self) -> None:
        self._connection.invalidate()
        self._connection.close()
