"""The API says what became of events, to those who may know."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from schemas.definitions import Definition, Label
from schemas.triggers import Custom, PageView
from tests.consumers.core.logs import Logged, rules, tick, version, view
from tests.webapp.ledger.counted import count
from tests.webapp.signed_up import Owner, owner
from tests.webapp.wired import parts_with
from webapp.db.engine import writing
from webapp.ledger.account import tenant_of
from webapp.live.tickets import redeem
from webapp.parts import Parts

VIEWS = Definition("views_total", "counter", "Views", (PageView(),), (Label("path", "path"),))
SPENT = Definition("spent_total", "counter", "Spent", (Custom("paid"),), value="event")


@pytest.fixture
def someone(offline: Parts) -> Owner:
    return owner(offline)


def test_explain_tells_each_event_its_series_or_why_not(someone: Owner) -> None:
    someone.counts(VIEWS)
    someone.counts(SPENT)
    body = {
        "events": [{"name": "page_view"}, {"name": "paid", "value": -1}],
        "page": {"url": "https://shop.test/product/7"},
    }
    answer = someone.api("POST", f"projects/{someone.project}/explain", body)
    assert answer.status_code == 200, answer.text
    said = answer.get_json()
    assert [(e["result"], e.get("reason", "")) for e in said["events"]] == [
        ("counted", ""),
        ("rejected", "negative_value"),
    ]
    verdicts = {v["name"]: v for v in said["events"][0]["definitions"]}
    (series,) = verdicts["views_total"]["series"]
    assert series["labels"]["path"] == "/product/:id"
    assert verdicts["spent_total"]["verdict"] == "no_trigger"
    assert said["enrichment"]["host"] == "shop.test"
    assert said["texts"]["negative_value"]["mend"]
    assert "origin_not_allowed" not in said["texts"]


def test_explain_says_where_a_beacon_is_none(someone: Owner) -> None:
    body = {"events": [{"name": "Not a name"}]}
    answer = someone.api("POST", f"projects/{someone.project}/explain", body)
    assert answer.status_code == 422
    (error,) = answer.get_json()["errors"]
    assert error["path"] == "events.0.name"


def test_a_ticket_is_for_the_asker_and_the_project(someone: Owner) -> None:
    answer = someone.api("POST", f"projects/{someone.project}/live-tickets")
    assert answer.status_code == 201
    said = answer.get_json()
    assert said["url"] == "http://127.0.0.1:8003/stream"
    with writing(someone.parts.engine) as session:
        viewer = redeem(session, said["ticket"], datetime.now(UTC))
    assert viewer is not None
    assert viewer.project == someone.project


def test_the_ledger_stands_beside_what_prometheus_holds(engine: Engine, prometheus: str) -> None:
    someone = owner(parts_with(engine, prometheus))
    someone.counts(VIEWS)
    with writing(engine) as session:
        tenant = tenant_of(session, someone.project)
    now = int(datetime.now(UTC).timestamp() * 1000)
    beacon = view("a" * 22, org=tenant.org, project=tenant.project, key_id=str(someone.key))
    log = [Logged(now - 60_000, beacon), Logged(now - 59_999, beacon), Logged(now, tick())]
    count(prometheus, log, rules(version()))
    day = datetime.fromtimestamp(now / 1000 - 60, UTC).date().isoformat()
    said = someone.api("GET", f"projects/{someone.project}/ledger?day={day}").get_json()
    assert said["events"] == {
        "accepted": 2,
        "counted": 1,
        "duplicate": 1,
        "bot": 0,
        "unmatched": 0,
        "rejected": {},
        "waiting": 0,
        "balanced": True,
    }
    (views,) = said["metrics"]
    assert (views["metric"], views["counted"], views["stored"]) == ("views_total", 1.0, 1.0)
    assert views["equal"]
    used = someone.api("GET", f"apikeys/{someone.key}/usage").get_json()
    assert used["days"][day]["accepted"] == 2
    assert used["last_used_at"]


def test_with_prometheus_away_the_ledger_says_so(someone: Owner) -> None:
    answer = someone.api("GET", f"projects/{someone.project}/ledger")
    assert answer.status_code == 502
    assert answer.get_json()["code"] == "prometheus_unavailable"


def test_what_is_no_day_is_refused(someone: Owner) -> None:
    answer = someone.api("GET", f"projects/{someone.project}/ledger?day=today")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "projects/{project}/ledger"),
        ("POST", "projects/{project}/explain"),
        ("POST", "projects/{project}/live-tickets"),
        ("GET", "apikeys/{key}/usage"),
    ],
)
def test_a_stranger_learns_nothing(offline: Parts, method: str, path: str) -> None:
    one = owner(offline)
    stranger = owner(offline)
    full = path.format(project=one.project, key=one.key)
    body = {"events": [{"name": "a"}]} if method == "POST" else None
    assert one.api(method, full, body, stranger.token).status_code == 404
    assert one.api(method, full, body, "none").status_code == 401
