"""Signing in: one answer, after the same work, to a wrong password and to an unknown address."""

from datetime import datetime

from sqlalchemy import Engine, select

from webapp.accounts.emails import normalised
from webapp.accounts.passwords import is_password
from webapp.accounts.sessions import Kind, begin
from webapp.db.engine import reading, writing
from webapp.db.models import SignIn, User


class WrongCredentials(Exception):
    """Reject: no account has this address and password."""


def sign_in(
    engine: Engine, email: str, password: str, kind: Kind, now: datetime
) -> tuple[User, SignIn]:
    """Begin a sign-in of whoever has this address and password. Takes an argon2 verification, outside of
    any transaction. Raises WrongCredentials."""
    by_email = select(User).where(User.email == (normalised(email) or ""))
    with reading(engine) as session:
        known = session.scalars(by_email).first()
        password_hash = known.password_hash if known else None
    if not is_password(password, password_hash):
        raise WrongCredentials
    with writing(engine) as session:
        session.expire_on_commit = False
        user = session.scalars(by_email.where(User.password_hash == password_hash)).first()
        if user is None:
            raise WrongCredentials  # changed meanwhile
        row = begin(session, user, kind, now)
        return user, row
