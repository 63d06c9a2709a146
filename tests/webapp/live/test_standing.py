"""Who may watch: an editor, an admin or an owner who is signed in, of that project alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.webapp.people import Someone, expel, sign_out, someone
from tests.webapp.rows import a_project
from webapp.access.roles import Role
from webapp.db.engine import reading
from webapp.db.models import Project
from webapp.live.standing import standing
from webapp.live.stream import Viewer


@pytest.fixture
def project(engine: Engine) -> Project:
    return a_project(engine)


def may(engine: Engine, *viewers: Viewer, later: timedelta = timedelta()) -> set[Viewer]:
    with reading(engine) as session:
        return standing(session, viewers, datetime.now(UTC) + later)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.VIEWER, False), (Role.EDITOR, True), (Role.ADMIN, True), (Role.OWNER, True)],
)
def test_the_role_decides(engine: Engine, project: Project, role: Role, allowed: bool) -> None:
    viewer = someone(engine, project, role).viewer(project)
    assert may(engine, viewer) == ({viewer} if allowed else set())


def test_a_stranger_may_not_nor_a_member_of_another_organization(
    engine: Engine, project: Project
) -> None:
    other = a_project(engine, "blog", "other", alias="aliasb")
    assert may(engine, someone(engine).viewer(project)) == set()
    assert may(engine, someone(engine, other).viewer(project)) == set()


def test_all_open_streams_are_asked_about_at_once(engine: Engine, project: Project) -> None:
    other = a_project(engine, "blog", "other", alias="aliasb")
    stays, goes = someone(engine, project), someone(engine, project)
    elsewhere = someone(engine, other)
    sign_out(engine, goes)
    asked = [p.viewer(of) for p in (stays, goes, elsewhere) for of in (project, other)]
    assert may(engine, *asked) == {stays.viewer(project), elsewhere.viewer(other)}


def test_an_ended_or_expired_sign_in_and_a_lost_part_end_it(
    engine: Engine, project: Project
) -> None:
    out, expelled, lowered = (someone(engine, project) for _ in range(3))
    everybody: list[Someone] = [out, expelled, lowered]
    viewers = [one.viewer(project) for one in everybody]
    assert may(engine, *viewers) == set(viewers)
    assert may(engine, *viewers, later=timedelta(hours=2)) == set()
    sign_out(engine, out)
    expel(engine, expelled)
    expel(engine, lowered, Role.VIEWER)
    assert may(engine, *viewers) == set()
