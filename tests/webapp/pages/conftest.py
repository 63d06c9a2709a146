"""A shop and the people of these pages."""

import pytest
from sqlalchemy import Engine

from tests.webapp.rows import a_project
from tests.webapp.visitor import Visitor
from webapp.access.roles import Role
from webapp.db.models import Project


@pytest.fixture
def shop(engine: Engine) -> Project:
    return a_project(engine)


@pytest.fixture
def admin(engine: Engine, shop: Project) -> Visitor:
    """Signed in, and may manage the shop's keys."""
    return Visitor.signed_in(engine, shop, Role.ADMIN)
