"""What writers call: a change and its record of `control` commit together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from schemas.records import control
from webapp.db.engine import writing
from webapp.db.models import OutboxRow

# Kafka refuses records over 1 MB; one that can never be sent would hold up all that follow it.
MAX_VALUE_BYTES: Final = 900_000
# Any constant, equal in all releases. SQLite has one writer anyway.
_WRITERS: Final = 7_411_002


class RecordTooLarge(Exception):
    """Reject: the record cannot be sent; nothing was written."""


class NotPublishing(Exception):
    """Stop: a record was added outside of `publishing`, where its order would be luck."""


@contextmanager
def publishing(engine: Engine) -> Iterator[Session]:
    """One writing transaction that may publish; such transactions run one after the other.

    So rows become visible in the order of their revisions, and a record is built from what is newest:
    nobody changes it between the reading and the publishing. Keep them short.
    """
    with writing(engine) as session:
        if engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS})
        session.info[publishing] = True
        yield session


def publish(session: Session, record: control.Record) -> OutboxRow:
    """Add `record` to the outbox within the transaction. Raises RecordTooLarge, NotPublishing."""
    value = msgspec.json.encode(record)
    if len(value) > MAX_VALUE_BYTES:
        raise RecordTooLarge(f"{record.key} has {len(value)} bytes, at most {MAX_VALUE_BYTES}")
    return _add(session, record.key, value.decode())


def withdraw(session: Session, key: str) -> OutboxRow:
    """Add a tombstone for `key`: readers forget the record. Raises NotPublishing."""
    return _add(session, key, None)


def is_published(session: Session, revision: int) -> bool:
    """Whether the row is on topic `control`; pruned rows are."""
    row = session.get(OutboxRow, revision)
    return row is None or row.published_at is not None


def _add(session: Session, key: str, value: str | None) -> OutboxRow:
    if publishing not in session.info:
        raise NotPublishing(key)
    row = OutboxRow(key=key, value=value)
    session.add(row)
    session.flush()
    return row
