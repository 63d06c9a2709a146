"""From what a stranger typed to an account: checked, slowed down, made; form and API both call here."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts import passwords
from webapp.accounts.emails import normalised
from webapp.accounts.sessions import Kind, begin
from webapp.accounts.sign_up import Application, SignedUp, sign_up
from webapp.db.engine import reading
from webapp.db.models import SignIn, User
from webapp.keys.origins import OriginRefused, origin_of
from webapp.outbox.publish import publishing
from webapp.parts import parts
from webapp.snippets.current import refresh

_MAX_NAME: Final = 200


class ApplicationRefused(Exception):
    """Reject: `faults` says by field what its author should mend."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class SignUpClosed(Exception):
    """Reject: strangers may not sign up here."""


def open_account(given: Mapping[str, str], kind: Kind, address: str) -> tuple[SignedUp, SignIn]:
    """Make an account of `given` (email, password, name, organization, origin) and sign it in.

    `address` is the asker's, whose attempts are counted. Raises TooManyAttempts, ApplicationRefused,
    SignUpClosed, EmailTaken.
    """
    wired = parts()
    wired.attempts.take("sign-up", address, wired.clock().timestamp())
    with reading(wired.engine) as session:
        if wired.settings.signup == "closed" and _people(session):
            raise SignUpClosed
    wanted = checked(given)
    with publishing(wired.engine) as session:
        session.expire_on_commit = False
        now = wired.clock()
        made = sign_up(session, wanted, wired.ring, now)
        refresh(session, made.project, wired.settings.collector_url, wired.ring, now)
        return made, begin(session, made.user, kind, now)


def checked(given: Mapping[str, str]) -> Application:
    """The application with its password hashed. Raises ApplicationRefused."""
    faults: dict[str, str] = {}
    email = normalised(given.get("email", ""))
    if email is None:
        faults["email"] = "Give an e-mail address, for example you@shop.test."
    weak = passwords.fault(given.get("password", ""), email or "")
    if weak:
        faults["password"] = weak
    origin = ""
    try:
        if given.get("origin", "").strip():
            origin = origin_of(given["origin"])
    except OriginRefused as refused:
        faults["origin"] = str(refused)
    names = {name: given.get(name, "").strip() for name in ("name", "organization")}
    for name, text in names.items():
        if len(text) > _MAX_NAME or not (text.isprintable() or not text):
            faults[name] = f"Use at most {_MAX_NAME} printable characters."
    if faults or email is None:
        raise ApplicationRefused(faults)
    return Application(email, passwords.hashed(given["password"]), **names, origin=origin)


def _people(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(User)).one()
