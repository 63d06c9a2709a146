"""The settings page: a project's quota, rate and privacy, and how much of today is used."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.consumers.core.logs import Logged, rules, tick, version, view
from tests.webapp.ledger.counted import count
from tests.webapp.signed_up import Owner, owner
from tests.webapp.visitor import Visitor
from tests.webapp.wired import parts_with
from webapp.access.roles import Role
from webapp.db.engine import reading
from webapp.db.models import Project
from webapp.ledger.account import tenant_of
from webapp.outbox import rows

SETTINGS = "/projects/shop/settings"
SETTLED_MS = 60_000  # longer than the page leaves to what is on its way


@pytest.fixture
def editor(engine: Engine, shop: Project) -> Visitor:
    return Visitor.signed_in(engine, shop, Role.EDITOR)


@pytest.fixture
def boss(engine: Engine, shop: Project) -> Visitor:
    return Visitor.signed_in(engine, shop, Role.ADMIN)


def newest(engine: Engine) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rows.waiting(engine)[-1].value or b"")
    return found


def test_what_is_saved_stands_on_the_page_and_reaches_the_collectors(
    boss: Visitor, engine: Engine
) -> None:
    sent = {"quota": "5000", "rate": "50", "burst": "", "gpc": "refuse"}
    answer = boss.send(SETTINGS, SETTINGS, **sent)
    assert (answer.status_code, answer.location) == (303, f"{SETTINGS}?done=saved")
    text = boss.get(answer.location or "").text
    assert "Saved. Collectors know" in text
    assert 'value="5000"' in text
    assert 'value="refuse" checked' in text
    record = newest(engine)
    assert (record["quota"], record["gpc"]) == (5_000, "refuse")
    assert record["rate_limit"] == {"events_per_second": 50, "burst": 50}

    boss.send(SETTINGS, SETTINGS, gpc="no_visitor")
    assert not {"quota", "gpc", "rate_limit"} & newest(engine).keys()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quota": "0"}, "Give a whole number from 1 to 1000000000, or nothing"),
        ({"quota": "many"}, "Give a whole number"),
        ({"quota": "9" * 5_000}, "Give a whole number"),
        ({"rate": "x"}, "Give whole numbers from 1 to 100000."),
        ({"gpc": "ignore"}, "Choose one."),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(
    boss: Visitor, engine: Engine, wrong: dict[str, str], said: str
) -> None:
    before = len(rows.waiting(engine))
    answer = boss.send(SETTINGS, SETTINGS, **{"gpc": "refuse", "quota": "77", **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert "quota" in wrong or 'value="77"' in answer.text
    assert len(rows.waiting(engine)) == before


def test_it_is_the_page_of_admins(editor: Visitor, boss: Visitor) -> None:
    assert editor.get(SETTINGS).status_code == 403
    assert f'href="{SETTINGS}"' not in editor.get("/projects/shop/").text
    assert f'href="{SETTINGS}"' in boss.get("/projects/shop/").text


def test_without_prometheus_the_settings_are_shown_all_the_same(boss: Visitor) -> None:
    assert "unknown while Prometheus does not answer" in boss.get(SETTINGS).text


def used(text: str) -> str:
    found = re.search(r"<dt>Today</dt><dd>(.*?)</dd>", text)
    assert found
    return found[1]


def test_what_is_used_of_today_stands_beside_the_quota(engine: Engine, prometheus: str) -> None:
    someone = owner(parts_with(engine, prometheus))
    page = f"/projects/{someone.slug}/settings"
    assert used(someone.client.get(page).text) == "0 events, without a quota"
    _count(someone, prometheus, 3)
    quota = {"quota": "3", "gpc": "no_visitor"}
    assert someone.post(page, quota, page).status_code == 303
    text = someone.client.get(page).text
    assert used(text) == "3 events of 3"
    assert "quota is used up" in text
    assert someone.post(page, {**quota, "quota": "4"}, page).status_code == 303
    assert "quota is used up" not in someone.client.get(page).text


def _count(someone: Owner, prometheus: str, events: int) -> None:
    """As if the pipeline had accepted that many, long enough ago to be settled, and today."""
    with reading(someone.parts.engine) as session:
        tenant = tenant_of(session, someone.project)
    now = int(datetime.now(UTC).timestamp() * 1000)
    own = {"org": tenant.org, "project": tenant.project, "key_id": str(someone.key)}
    beacon = view("a" * 22, events=("page_view",) * events, **own)
    count(prometheus, [Logged(now - SETTLED_MS, beacon), Logged(now, tick())], rules(version()))
