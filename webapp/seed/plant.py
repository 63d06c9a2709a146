"""Bringing the demo into a database: makes what is missing, changes what differs, else nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.definitions import Definition
from schemas.keyring import Keyring
from webapp.accounts.sign_up import Application
from webapp.db.models import ApiKey, MetricDefinition, Organization, Project
from webapp.definitions.versions import create_definition, edit_definition
from webapp.keys.change import allow_origins
from webapp.keys.create import Wanted, create_key
from webapp.seed import demo
from webapp.seed.owner import plant_owner
from webapp.snippets.current import refresh
from webapp.tenants.create import create_organization, create_project


def plant(
    session: Session,
    collector_url: str,
    origins: Sequence[str],
    ring: Keyring,
    now: datetime,
    account: Application | None = None,
) -> Iterator[str]:
    """Give one line for each thing that was made or changed; none when the demo stands as wanted.

    The session is one of `publishing`. Raises KeyringError, codegen's NotGenerated.
    """
    project = session.scalars(select(Project).where(Project.slug == demo.PROJECT)).first()
    if project is None:
        project = _project(session, now)
        yield f"project {project.slug}"
    if account:
        yield from plant_owner(session, project.organization, account, now)
    key = session.scalars(
        select(ApiKey).where(ApiKey.project_id == project.id, ApiKey.name == demo.KEY)
    ).first()
    if key is None:
        key, _ = create_key(session, project, Wanted(demo.KEY, origins=origins), ring, now)
        yield f"key {key.public}"
    elif allow_origins(session, key, origins):
        yield f"origins of key {key.public}"
    for wanted in demo.DEFINITIONS:
        if _has_new_definition(session, project, wanted, now):
            yield f"definition {wanted.name}"
    if refresh(session, project, collector_url, ring, now):
        yield f"snippet {project.snippet_sha256}"


def _project(session: Session, now: datetime) -> Project:
    known = select(Organization).where(Organization.slug == demo.ORGANIZATION)
    organization = session.scalars(known).first() or create_organization(
        session, demo.ORGANIZATION, "Demo", now
    )
    return create_project(session, organization, demo.PROJECT, "Demo shop", now)


def _has_new_definition(
    session: Session, project: Project, wanted: Definition, now: datetime
) -> bool:
    metric = session.scalars(
        select(MetricDefinition).where(
            MetricDefinition.project_id == project.id,
            MetricDefinition.name == wanted.name,
            MetricDefinition.deleted_at.is_(None),
        )
    ).first()
    if metric is None:
        create_definition(session, project, wanted, now)
        return True
    return edit_definition(session, project, metric, wanted, now)
