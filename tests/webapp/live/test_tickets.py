"""Tickets: good once, for half a minute, and worth nothing to whoever reads the table."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from tests.webapp.people import Someone, someone
from tests.webapp.rows import a_project
from webapp.db.engine import reading, writing
from webapp.db.models import LiveTicket, Project
from webapp.live.tickets import LIFETIME, is_ticket, issue, redeem

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def project(engine: Engine) -> Project:
    return a_project(engine)


@pytest.fixture
def one(engine: Engine, project: Project) -> Someone:
    return someone(engine, project)


def issued(engine: Engine, one: Someone, project: Project, now: datetime = NOW) -> str:
    with writing(engine) as session:
        return issue(session, one.session, project.id, now)


def test_a_ticket_is_redeemed_once(engine: Engine, project: Project, one: Someone) -> None:
    ticket = issued(engine, one, project)
    assert is_ticket(ticket)
    with writing(engine) as session:
        assert redeem(session, ticket, NOW) == one.viewer(project)
    with writing(engine) as session:
        assert redeem(session, ticket, NOW) is None


def test_a_ticket_is_good_for_half_a_minute(engine: Engine, project: Project, one: Someone) -> None:
    ticket = issued(engine, one, project)
    with writing(engine) as session:
        assert redeem(session, ticket, NOW + LIFETIME) is None


def test_another_text_is_no_ticket(engine: Engine, project: Project, one: Someone) -> None:
    ticket = issued(engine, one, project)
    for other in ("", "live_", ticket + "x", ticket[:-1], ticket.replace("live_", "life_")):
        assert not is_ticket(other)
        with writing(engine) as session:
            assert redeem(session, other, NOW) is None


def test_the_table_holds_no_ticket_and_forgets_those_that_nobody_used(
    engine: Engine, project: Project, one: Someone
) -> None:
    ticket = issued(engine, one, project)
    with reading(engine) as session:
        (row,) = session.scalars(select(LiveTicket))
        assert ticket not in row.digest
    later = issued(engine, one, project, NOW + LIFETIME)
    assert later != ticket
    with reading(engine) as session:
        assert len(session.scalars(select(LiveTicket)).all()) == 1
