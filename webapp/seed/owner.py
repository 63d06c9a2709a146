"""The demo's owner: somebody to sign in as, with the password that the run's folder holds."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from schemas.process.settings import Secret
from webapp.accounts.passwords import hashed, is_password
from webapp.accounts.sign_up import Application, create_user
from webapp.db.engine import reading
from webapp.db.models import Membership, Organization, User


def owner(engine: Engine, email: str, password: Secret) -> Application:
    """Whom `plant` shall make. Hashes outside of any transaction, and keeps a hash that still fits."""
    with reading(engine) as session:
        known = session.scalars(select(User.password_hash).where(User.email == email)).first()
    if known and is_password(password.reveal(), known):
        return Application(email, known)
    return Application(email, hashed(password.reveal()))


def plant_owner(
    session: Session, organization: Organization, account: Application, now: datetime
) -> Iterator[str]:
    """Make the account and its membership, or give it its password again."""
    user = session.scalars(select(User).where(User.email == account.email)).first()
    if user is None:
        user = create_user(session, account, now)
        yield f"owner {account.email}"
    elif user.password_hash != account.password_hash:
        user.password_hash = account.password_hash
        yield f"password of {account.email}"
    if session.get(Membership, (organization.id, user.id)) is None:
        session.add(
            Membership(
                organization_id=organization.id, user_id=user.id, role="owner", created_at=now
            )
        )
