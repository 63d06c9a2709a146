"""Names are given out once."""

import pytest
from sqlalchemy import Engine, delete, select

from tests.webapp.rows import NOON
from webapp.db.engine import reading
from webapp.db.models import Organization, Project
from webapp.outbox import rows
from webapp.outbox.publish import publishing
from webapp.tenants.create import SlugTaken, create_organization, create_project


def _make(engine: Engine) -> None:
    with publishing(engine) as session:
        organization = create_organization(session, "acme", "Acme", NOON)
        create_project(session, organization, "shop", "Shop", NOON)


def test_a_project_gets_an_alias_of_six_letters_and_is_published(engine: Engine) -> None:
    _make(engine)
    with reading(engine) as session:
        project = session.scalars(select(Project)).one()
        assert len(project.alias) == 6
        assert project.alias.isascii()
        assert project.alias.islower()
        assert [row.key for row in rows.waiting(engine)] == [f"project:{project.id}"]


def test_the_slug_of_a_deleted_project_stays_taken(engine: Engine) -> None:
    _make(engine)
    with publishing(engine) as session:
        session.execute(delete(Project))
    with pytest.raises(SlugTaken), publishing(engine) as session:
        create_project(session, session.scalars(select(Organization)).one(), "shop", "S", NOON)


def test_an_organization_and_a_project_may_share_a_name(engine: Engine) -> None:
    with publishing(engine) as session:
        organization = create_organization(session, "shop", "Shop", NOON)
        create_project(session, organization, "shop", "Shop", NOON)
    with pytest.raises(SlugTaken), publishing(engine) as session:
        create_organization(session, "shop", "Shop", NOON)
