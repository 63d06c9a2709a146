"""Rows of sign-ins: made, looked up with each request, ended.

Cookies and API tokens are only as good as their row.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.db.models import SignIn, User

Kind = Literal["web", "api"]

LIFETIMES: Final[dict[Kind, timedelta]] = {"web": timedelta(days=14), "api": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Person(UserMixin):  # type: ignore[misc]
    """Who makes a request, by which sign-in."""

    user_id: UUID
    session_id: UUID
    email: str
    name: str
    is_operator: bool
    is_verified: bool

    def get_id(self) -> str:
        """What the cookie carries: the sign-in, not the user, so that it can be ended."""
        return str(self.session_id)


def begin(session: Session, user: User, kind: Kind, now: datetime) -> SignIn:
    """A new sign-in of `user`."""
    row = SignIn(user_id=user.id, kind=kind, created_at=now, expires_at=now + LIFETIMES[kind])
    session.add(row)
    session.flush()
    return row


def person_of(session: Session, text: str, kind: Kind, now: datetime) -> Person | None:
    """Whose sign-in `text` is; None for one that is unknown, of another kind, over or ended."""
    try:
        identity = UUID(text)
    except ValueError:
        return None
    found = session.execute(
        select(SignIn, User).join(User, User.id == SignIn.user_id).where(SignIn.id == identity)
    ).first()
    if found is None:
        return None
    row, user = found
    if row.kind != kind or row.ended_at is not None or row.expires_at <= now:
        return None
    return as_person(user, row)


def as_person(user: User, row: SignIn) -> Person:
    return Person(
        user.id, row.id, user.email, user.name, user.is_operator, user.email_verified_at is not None
    )


def end(session: Session, session_id: UUID, now: datetime) -> None:
    """End one sign-in, at once for every process."""
    ended = update(SignIn).where(SignIn.id == session_id, SignIn.ended_at.is_(None))
    session.execute(ended.values(ended_at=now))
