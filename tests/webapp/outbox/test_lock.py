"""One active outbox per database."""

import pytest
from sqlalchemy import create_engine, text

from schemas.process.errors import Retry
from webapp.outbox.lock import Lock, acquire


def _held(url: str) -> Lock:
    lock = acquire(url)
    assert lock is not None
    return lock


def test_the_second_is_refused_until_the_first_lets_go(database_url: str) -> None:
    first = _held(database_url)
    assert first.held()
    assert acquire(database_url) is None
    first.release()
    second = _held(database_url)
    second.release()


def test_postgresql_ending_the_session_is_noticed(postgres: str) -> None:
    lock, admin = _held(postgres), create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        )
    admin.dispose()
    assert not lock.held()
    lock.release()


def test_a_database_that_does_not_answer_asks_for_a_retry() -> None:
    with pytest.raises(Retry, match="database"):
        acquire("postgresql://nobody@127.0.0.1:1/none")
