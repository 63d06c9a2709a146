"""Metrics in a project of a test."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, select

from schemas.definitions import Definition, Label
from schemas.triggers import Custom, PageView
from tests.webapp.rows import NOON
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition, Project
from webapp.definitions.versions import create_definition
from webapp.outbox.publish import publishing

VIEWS = Definition("views_total", "counter", "Views.", (PageView(),), (Label("path", "path"),))
CHECKOUT = Definition("checkout_seconds", "histogram", "", (Custom("checkout"),), value="event")


def a_metric(
    engine: Engine, project: Project, definition: Definition = VIEWS, at: datetime = NOON
) -> UUID:
    """A stored metric; its id."""
    with publishing(engine) as session:
        owner = session.get_one(Project, project.id)
        return create_definition(session, owner, definition, at).id


def the_metric(engine: Engine, look: Callable[[MetricDefinition], object]) -> object:
    """What `look` finds on the only metric there is."""
    with reading(engine) as session:
        return look(session.scalars(select(MetricDefinition)).one())
