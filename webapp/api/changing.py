"""Changing a project through the API: one transaction, and its script is current before it commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from webapp.access.enforce import member
from webapp.db.models import Project
from webapp.outbox.publish import publishing
from webapp.parts import parts
from webapp.snippets.current import refresh


@contextmanager
def changing() -> Iterator[tuple[Session, Project]]:
    """A session that may change keys and definitions of the project that this request is about."""
    wired = parts()
    with publishing(wired.engine) as session:
        project = session.get_one(Project, member().project_id)
        yield session, project
        refresh(session, project, wired.settings.collector_url, wired.ring, wired.clock())
