"""Tickets: whoever may watch gets one from the web app and brings it to the live process."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.db.models import LiveTicket, SignIn
from webapp.live.stream import Viewer

LIFETIME: Final = timedelta(seconds=30)
_PREFIX: Final = "live_"
_BYTES: Final = 32


def issue(session: Session, session_id: UUID, project_id: UUID, now: datetime) -> str:
    """A new ticket for that sign-in, in a writing transaction; those that nobody used are removed."""
    session.execute(delete(LiveTicket).where(LiveTicket.expires_at <= now))
    ticket = _PREFIX + secrets.token_urlsafe(_BYTES)
    row = LiveTicket(
        digest=_digest(ticket),
        session_id=session_id,
        project_id=project_id,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    session.flush()
    return ticket


def is_ticket(text: str) -> bool:
    """Whether it could be one at all, so that nonsense never gets to the database."""
    return text.startswith(_PREFIX) and len(text) == len(_PREFIX) + 43


def redeem(session: Session, ticket: str, now: datetime) -> Viewer | None:
    """Whose ticket it is, in a writing transaction; None for one that is used, expired or never was."""
    taken = session.execute(
        delete(LiveTicket)
        .where(LiveTicket.digest == _digest(ticket), LiveTicket.expires_at > now)
        .returning(LiveTicket.session_id, LiveTicket.project_id)
    ).first()
    if taken is None:
        return None
    user = session.scalars(select(SignIn.user_id).where(SignIn.id == taken.session_id)).one()
    return Viewer(user, taken.session_id, taken.project_id)


def _digest(ticket: str) -> str:
    return sha256(ticket.encode()).hexdigest()
