"""Making organizations and projects; their names are reserved for ever."""

import secrets
from datetime import datetime
from string import ascii_lowercase
from typing import Final, Literal
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from webapp.db.models import Organization, Project, Slug
from webapp.outbox.publish import publish
from webapp.tenants.record import project_record

_ALIAS_LENGTH: Final = 6


class SlugTaken(Exception):
    """Reject: the name belongs or belonged to somebody."""


def create_organization(session: Session, slug: str, name: str, now: datetime) -> Organization:
    """A new organization. Raises SlugTaken."""
    _reserve(session, "organization", slug, now)
    organization = Organization(slug=slug, name=name, created_at=now)
    session.add(organization)
    session.flush()
    return organization


def create_project(
    session: Session,
    organization: Organization,
    slug: str,
    name: str,
    now: datetime,
    identity: UUID | None = None,
) -> Project:
    """A new project with an alias of its own, published; its id decides its partition. Raises SlugTaken."""
    _reserve(session, "project", slug, now)
    project = Project(
        id=identity or uuid4(),
        organization=organization,
        slug=slug,
        alias=_reserve_alias(session, now),
        name=name,
        created_at=now,
    )
    session.add(project)
    session.flush()
    publish(session, project_record(project))
    return project


def _reserve(
    session: Session, kind: Literal["organization", "project", "alias"], slug: str, now: datetime
) -> None:
    if session.get(Slug, (kind, slug)):
        raise SlugTaken(slug)
    session.add(Slug(kind=kind, slug=slug, reserved_at=now))


def _reserve_alias(session: Session, now: datetime) -> str:
    """Six random letters that no project ever had: 308 million of them, so a second try is rare."""
    while True:
        alias = "".join(secrets.choice(ascii_lowercase) for _ in range(_ALIAS_LENGTH))
        try:
            _reserve(session, "alias", alias, now)
        except SlugTaken:
            continue
        return alias
