"""The Live page as the server writes it: the way to the stream, and the box to try a beacon."""

import json

import pytest
from sqlalchemy import Engine

from schemas.definitions import Condition, Definition, Label
from schemas.triggers import Custom, PageView
from tests.webapp.pages.hostile import CORPUS
from tests.webapp.people import expel
from tests.webapp.signed_up import Owner, client_of, owner
from webapp.access.roles import Role
from webapp.parts import Parts

VIEWS = Definition("views_total", "counter", "Views", (PageView(),), (Label("path", "path"),))
PRO = Definition(
    "pro_total",
    "counter",
    "Pro",
    (Custom("signup"),),
    (Label("plan", "property:plan"),),
    where=(Condition("plan", "eq", ("pro",)),),
)


@pytest.fixture
def someone(offline: Parts) -> Owner:
    return owner(offline)


def tried(someone: Owner, beacon: str) -> tuple[int, str]:
    page = f"/projects/{someone.slug}/live"
    answer = someone.post(f"{page}/try", {"beacon": beacon}, page)
    return answer.status_code, answer.text


def test_the_page_may_ask_the_live_process_and_nobody_else(someone: Owner) -> None:
    answer = someone.client.get(f"/projects/{someone.slug}/live")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'self' http://127.0.0.1:8003;" in policy
    other = someone.client.get(f"/projects/{someone.slug}/ledger")
    assert "connect-src 'self';" in other.headers["Content-Security-Policy"]


def test_help_names_the_lines_for_the_sites_policy(someone: Owner) -> None:
    text = someone.client.get(f"/projects/{someone.slug}/live").text
    assert "script-src http://127.0.0.1:8001; connect-src http://127.0.0.1:8001" in text


def test_a_tried_beacon_is_explained_by_metric(someone: Owner) -> None:
    someone.counts(VIEWS)
    someone.counts(PRO)
    events = [{"name": "page_view"}, {"name": "signup", "properties": {"plan": "free"}}]
    page = {"url": "https://shop.test/product/7"}
    status, text = tried(someone, json.dumps({"events": events, "page": page}))
    assert status == 200
    assert "counted in 1" in text
    assert "path=&#34;/product/:id&#34;" in text or 'path="/product/:id"' in text
    assert "plan eq pro" in text
    assert "/reasons#filtered" in text


def test_what_was_typed_stays_and_its_fault_is_told(someone: Owner) -> None:
    status, text = tried(someone, '{"events": [{"name": "Not a name"}]}')
    assert status == 422
    assert "Not a name" in text
    assert "events.0.name" in text


def test_hostile_text_stays_text(someone: Owner) -> None:
    someone.counts(Definition("h_total", "counter", "H", (Custom("signup"),), PRO.labels))
    for hostile in CORPUS:
        event = {"name": "signup", "properties": {"plan": hostile[:256]}}
        page = {"url": f"https://shop.test/{hostile}", "title": hostile}
        status, text = tried(someone, json.dumps({"events": [event], "page": page}))
        assert status == 200
        shown = text.partition('id="tried"')[2]
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert not {"\u202e", "\u2066", "\u200f", "\u001b", "\u0007"} & set(shown)


def test_a_ticket_needs_the_pages_own_token(someone: Owner) -> None:
    path = f"/projects/{someone.slug}/live/ticket"
    assert someone.client.post(path).status_code == 400
    answer = someone.post(path, {}, f"/projects/{someone.slug}/live")
    assert answer.status_code == 201
    assert answer.get_json()["url"] == "http://127.0.0.1:8003/stream"


@pytest.mark.parametrize("path", ["live", "ledger"])
def test_a_stranger_finds_nothing(offline: Parts, someone: Owner, path: str) -> None:
    stranger = owner(offline)
    assert stranger.client.get(f"/projects/{someone.slug}/{path}").status_code == 404
    unknown = client_of(offline).get(f"/projects/{someone.slug}/{path}")
    assert unknown.status_code == 303
    assert "/sign-in" in unknown.headers["Location"]


def test_a_viewer_reads_the_ledger_and_not_the_live_view(
    engine: Engine, someone: Owner, offline: Parts
) -> None:
    lower(engine, someone)
    assert someone.client.get(f"/projects/{someone.slug}/live").status_code == 403
    assert someone.client.get(f"/projects/{someone.slug}/ledger").status_code == 502


def lower(engine: Engine, someone: Owner) -> None:
    expel(engine, someone.as_someone(), Role.VIEWER)
