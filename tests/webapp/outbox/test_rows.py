"""The table as the relay sees it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from schemas.process.errors import Retry
from tests.webapp.rows import NOON
from webapp.db.engine import make_engine
from webapp.outbox import rows
from webapp.outbox.publish import publishing, withdraw


def _fill(engine: Engine, count: int) -> list[int]:
    with publishing(engine) as session:
        return [withdraw(session, f"key:{n}").revision for n in range(count)]


def test_waiting_gives_the_oldest_first_and_at_most_a_batch(engine: Engine) -> None:
    revisions = _fill(engine, rows.BATCH + 1)
    assert [row.revision for row in rows.waiting(engine)] == revisions[: rows.BATCH]
    assert rows.count_waiting(engine) == rows.BATCH + 1


def test_published_rows_wait_no_longer(engine: Engine) -> None:
    first, second = _fill(engine, 2)
    rows.mark_published(engine, [first], NOON)
    assert [row.revision for row in rows.waiting(engine)] == [second]


def test_pruning_takes_old_published_rows_and_keeps_the_newest_revision(engine: Engine) -> None:
    revisions = _fill(engine, 3)
    rows.mark_published(engine, revisions, NOON)
    assert rows.prune(engine, NOON) == 0
    assert rows.prune(engine, NOON + timedelta(seconds=1)) == 2
    assert rows.newest_revision(engine) == revisions[-1]


def test_pruning_never_takes_a_row_that_still_waits(engine: Engine) -> None:
    revisions = _fill(engine, 2)
    rows.mark_published(engine, revisions[1:], NOON)
    assert rows.prune(engine, NOON + timedelta(days=30)) == 0


def test_a_database_that_does_not_answer_asks_for_a_retry() -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Retry, match="database"):
        rows.waiting(engine)
    engine.dispose()
