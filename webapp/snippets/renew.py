"""Every project's script as this release makes it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine, select

from schemas.keyring import Keyring
from webapp.db.engine import reading
from webapp.db.models import Project
from webapp.outbox.publish import publishing
from webapp.snippets.current import refresh


def renew(engine: Engine, collector_url: str, ring: Keyring, now: datetime) -> Iterator[str]:
    """The slugs of the projects whose script changed, each in a transaction of its own.

    Raises codegen's NotGenerated, KeyringError.
    """
    with reading(engine) as session:
        ids = session.scalars(select(Project.id).order_by(Project.id)).all()
    for identity in ids:
        with publishing(engine) as session:
            project = session.get_one(Project, identity)
            slug, changed = project.slug, refresh(session, project, collector_url, ring, now)
        if changed:
            yield slug
