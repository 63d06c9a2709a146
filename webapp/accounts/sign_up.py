"""Signing up: a person, an organization, a project and its first key, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.keyring import Keyring
from schemas.process.settings import Secret
from webapp.db.models import ApiKey, Membership, Organization, Project, User
from webapp.keys.create import Wanted, create_key
from webapp.tenants.create import create_organization, create_project
from webapp.tenants.slugs import free_slug


class EmailTaken(Exception):
    """Reject: there is an account with this address."""


@dataclass(frozen=True, slots=True)
class Application:
    """What a person gives, checked; `password_hash` is made outside of the transaction, it takes long.

    `origin` as webapp.keys.origins writes it, or "" for a project without pages.
    """

    email: str
    password_hash: str
    name: str = ""
    organization: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What was made; `secret` is to be shown once."""

    user: User
    organization: Organization
    project: Project
    key: ApiKey
    secret: Secret


def sign_up(session: Session, wanted: Application, ring: Keyring, now: datetime) -> SignedUp:
    """Make all of it or nothing; the session is one of `publishing`. Raises EmailTaken."""
    user = create_user(session, wanted, now)
    called = wanted.organization or wanted.name or wanted.email.partition("@")[0]
    slug = free_slug(session, "organization", called)
    organization = create_organization(session, slug, called, now)
    session.add(
        Membership(organization_id=organization.id, user_id=user.id, role="owner", created_at=now)
    )
    site = urlsplit(wanted.origin).netloc.removeprefix("*.") or called
    project = create_project(session, organization, free_slug(session, "project", site), site, now)
    origins = [wanted.origin] if wanted.origin else []
    key, secret = create_key(session, project, Wanted("First key", origins=origins), ring, now)
    return SignedUp(user, organization, project, key, secret)


def create_user(session: Session, wanted: Application, now: datetime) -> User:
    """A person without an organization; the first is the operator. Raises EmailTaken."""
    if session.scalars(select(User.id).where(User.email == wanted.email)).first():
        raise EmailTaken(wanted.email)
    people = session.scalars(select(func.count()).select_from(User)).one()
    user = User(
        email=wanted.email,
        name=wanted.name,
        password_hash=wanted.password_hash,
        is_operator=people == 0,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user
