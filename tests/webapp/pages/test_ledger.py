"""The Ledger page: every day's sum, each metric beside Prometheus."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from schemas.definitions import Definition, Label
from schemas.triggers import PageView
from tests.consumers.core.logs import Logged, rules, tick, version, view
from tests.webapp.ledger.counted import count
from tests.webapp.signed_up import Owner, owner
from tests.webapp.wired import parts_with
from webapp.db.engine import reading
from webapp.ledger.account import tenant_of
from webapp.parts import Parts

VIEWS = Definition("views_total", "counter", "Views", (PageView(),), (Label("path", "path"),))


def page(someone: Owner, query: str = "") -> str:
    answer = someone.client.get(f"/projects/{someone.slug}/ledger{query}")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def someone(engine: Engine, prometheus: str) -> Owner:
    return owner(parts_with(engine, prometheus))


@pytest.fixture
def day(someone: Owner, prometheus: str) -> str:
    """A day with an event that counted, one that was sent twice, and one that nobody waited for."""
    someone.counts(VIEWS)
    with reading(someone.parts.engine) as session:
        tenant = tenant_of(session, someone.project)
    now = int(datetime.now(UTC).timestamp() * 1000)
    own = {"org": tenant.org, "project": tenant.project, "key_id": str(someone.key)}
    beacon = view("a" * 22, events=("page_view", "unheard_of"), **own)
    log = [Logged(now - 60_000, beacon), Logged(now - 59_999, beacon), Logged(now, tick())]
    count(prometheus, log, rules(version()))
    return datetime.fromtimestamp(now / 1000 - 60, UTC).date().isoformat()


def test_a_day_that_balances_says_so_and_its_metric_is_the_same_in_prometheus(
    someone: Owner, day: str
) -> None:
    text = page(someone, f"?day={day}")
    assert '<td class="sign even">=<span class="visually-hidden"> balances</span></td>' in text
    assert '<td class="sign even">=<span class="visually-hidden"> equal</span></td>' in text
    assert "uneven" not in text
    assert "is not known now" in text


def test_a_project_without_events_has_even_days_and_says_what_will_appear(someone: Owner) -> None:
    text = page(someone)
    assert text.count("balances") == 14
    assert "Metrics that add up will appear here" in text
    assert "None was." in text


def test_what_is_no_day_is_not_found(someone: Owner) -> None:
    for query in ("?day=today", '?day="', "?day=2026-99-99"):
        answer = someone.client.get(f"/projects/{someone.slug}/ledger{query}")
        assert answer.status_code == 404


def test_with_prometheus_away_it_says_what_is_kept(offline: Parts) -> None:
    someone = owner(offline)
    answer = someone.client.get(f"/projects/{someone.slug}/ledger")
    assert answer.status_code == 502
    assert "Nothing is lost" in answer.text
