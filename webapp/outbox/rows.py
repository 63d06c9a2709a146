"""The outbox table as the relay sees it; each call is a short transaction of its own.

A database that does not answer raises Retry.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from schemas.process.errors import Retry
from webapp.db.engine import reading, writing
from webapp.db.models import OutboxRow

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that Kafka has not acknowledged; `value` None is a tombstone."""

    revision: int
    key: str
    value: bytes | None


def waiting(engine: Engine) -> list[Waiting]:
    """The oldest rows not yet published, at most BATCH, in the order of their revisions."""
    columns = select(OutboxRow.revision, OutboxRow.key, OutboxRow.value)
    oldest = columns.where(OutboxRow.published_at.is_(None)).order_by(OutboxRow.revision)
    with _answering(), reading(engine) as session:
        rows = session.execute(oldest.limit(BATCH)).all()
    return [Waiting(r.revision, r.key, r.value.encode() if r.value else None) for r in rows]


def count_waiting(engine: Engine) -> int:
    """How many rows are not yet published."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.published_at.is_(None))
    with _answering(), reading(engine) as session:
        return session.scalars(query).one()


def newest_revision(engine: Engine) -> int:
    """The highest revision this database ever gave (pruning keeps its row); 0 before the first."""
    with _answering(), reading(engine) as session:
        return session.scalars(select(func.max(OutboxRow.revision))).one() or 0


def mark_published(engine: Engine, revisions: Sequence[int], at: datetime) -> None:
    """Note that these rows stand on `control`."""
    change = update(OutboxRow).where(OutboxRow.revision.in_(revisions)).values(published_at=at)
    with _answering(), writing(engine) as session:
        session.execute(change)


def prune(engine: Engine, before: datetime) -> int:
    """Delete rows published earlier than `before`, except the newest of all; how many went."""
    newest = select(func.max(OutboxRow.revision)).scalar_subquery()
    old = delete(OutboxRow).where(OutboxRow.published_at < before, OutboxRow.revision < newest)
    with _answering(), writing(engine) as session:
        # mypy knows Result only; a DELETE gives a CursorResult.
        return int(getattr(session.execute(old), "rowcount", 0))


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Retry(f"database: {str(error.orig).splitlines()[0]}") from error
