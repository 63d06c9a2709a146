"""What writers call: a change and its record of `control` commit together or not at all."""

from typing import Final

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from schemas.records import control
from webapp.db.models import OutboxRow

# Kafka refuses records over 1 MB; one that can never be sent would hold up all that follow it.
MAX_VALUE_BYTES: Final = 900_000
# Any constant: writers of the outbox wait for each other until they commit.
_WRITERS: Final = 7_411_002


class RecordTooLarge(Exception):
    """Reject: the record cannot be sent; nothing was written."""


def publish(session: Session, record: control.Record) -> OutboxRow:
    """Add `record` to the outbox within the session's transaction (webapp.db.engine.writing).

    Blocks while another transaction has published and not yet ended, so that rows become visible in
    the order of their revisions. Raises RecordTooLarge.
    """
    value = msgspec.json.encode(record)
    if len(value) > MAX_VALUE_BYTES:
        raise RecordTooLarge(f"{record.key} has {len(value)} bytes, at most {MAX_VALUE_BYTES}")
    return _add(session, record.key, value.decode())


def withdraw(session: Session, key: str) -> OutboxRow:
    """Add a tombstone for `key`: readers forget the record."""
    return _add(session, key, None)


def _add(session: Session, key: str, value: str | None) -> OutboxRow:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS})
    row = OutboxRow(key=key, value=value)
    session.add(row)
    session.flush()
    return row
