"""The canary's projects: one in each partition, with a server key and a counter, in an organization that
nobody is a member of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.definitions import Definition
from schemas.keyring import Keyring
from schemas.partitioning import partition_of
from schemas.signatures import secret_text
from schemas.triggers import ServerEvent
from webapp.db.models import ApiKey, Organization, Project
from webapp.definitions.versions import create_definition
from webapp.keys.create import Wanted, create_key
from webapp.tenants.create import create_organization, create_project

ORGANIZATION: Final = "tallylight-canary"
COUNTER: Final = Definition(
    name="canary_beacons_total",
    type="counter",
    help="Beacons of the canary.",
    triggers=(ServerEvent("canary"),),
)


def plant_canary(
    session: Session, partitions: int, ring: Keyring, now: datetime
) -> Iterator[dict[str, str]]:
    """What the canary needs to send to each partition; makes what is missing. Holds secrets.

    The session is one of `publishing`. Raises SlugTaken, KeyringError.
    """
    organization = session.scalars(
        select(Organization).where(Organization.slug == ORGANIZATION)
    ).first() or create_organization(session, ORGANIZATION, "Canary", now)
    planted = session.scalars(select(Project).where(Project.organization_id == organization.id))
    known = {partition_of(str(project.id), partitions): project for project in planted}
    for number in range(partitions):
        project = known.get(number)
        if project is None:
            project = _plant(session, organization, number, partitions, ring, now)
        key = session.scalars(select(ApiKey).where(ApiKey.project_id == project.id)).one()
        yield {
            "org": ORGANIZATION,
            "project": project.slug,
            "partition": str(number),
            "key": key.public,
            "secret": secret_text(ring.decrypt(key.secrets[-1].encrypted or "")),
        }


def _plant(
    session: Session,
    organization: Organization,
    number: int,
    partitions: int,
    ring: Keyring,
    now: datetime,
) -> Project:
    identity = _id_in(number, partitions)
    slug = f"{ORGANIZATION}-{number}-of-{partitions}"
    project = create_project(session, organization, slug, f"Canary {number}", now, identity)
    create_key(session, project, Wanted("Canary", ("ingest:server",)), ring, now)
    create_definition(session, project, COUNTER, now)
    return project


def _id_in(number: int, partitions: int) -> UUID:
    """An id whose project lies in that partition; takes as many tries as there are partitions."""
    while True:
        identity = uuid4()
        if partition_of(str(identity), partitions) == number:
            return identity
