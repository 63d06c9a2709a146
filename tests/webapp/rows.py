"""Ready-made rows for tests."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from webapp.db.engine import writing
from webapp.db.models import Organization, Project

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def a_project(
    engine: Engine, slug: str = "shop", org: str = "acme", alias: str = "qwerty"
) -> Project:
    """A stored project with its organization, detached."""
    with writing(engine) as session:
        session.expire_on_commit = False
        project = Project(
            organization=Organization(slug=org, name="Acme", created_at=NOON),
            slug=slug,
            alias=alias,
            name="Shop",
            created_at=NOON,
        )
        session.add(project)
    return project
