"""What the front page is about: the demo project with its counter."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.db import models
from webapp.front.queries import Subject
from webapp.seed import demo


def demo_subject(session: Session) -> Subject | None:
    """The demo's counter, or None before the seed."""
    found = session.scalars(
        select(models.Project).where(models.Project.slug == demo.PROJECT)
    ).first()
    if found is None:
        return None
    return Subject(found.organization.slug, found.slug, demo.PAGE_VIEWS.name)
