"""How do I put it on my pages? All forms of the script, or why there is none."""

import gzip
import re
from html import unescape

import pytest
from sqlalchemy import Engine, select

from schemas.definitions import Definition
from schemas.triggers import Click, PageView, ServerEvent
from tests.webapp.rows import NOON
from tests.webapp.visitor import Visitor
from tests.webapp.wired import RING
from webapp.access.roles import Role
from webapp.db.engine import reading
from webapp.db.models import Project, Snippet
from webapp.definitions.versions import create_definition
from webapp.keys.create import Wanted, create_key
from webapp.outbox.publish import publishing
from webapp.snippets.current import refresh

PAGE = "/projects/shop/snippet"
COLLECTOR = "http://127.0.0.1:8001"


def _with_key(engine: Engine, project: Project, wanted: Wanted) -> None:
    triggers = (PageView(), Click("#buy"), ServerEvent("order_paid"))
    with publishing(engine) as session:
        mine = session.get_one(Project, project.id)
        create_key(session, mine, wanted, RING, NOON)
        metric = Definition(name="clicks_total", type="counter", help="Clicks.", triggers=triggers)
        create_definition(session, mine, metric, NOON)
        refresh(session, mine, COLLECTOR, RING, NOON)


def _code(page: str, name: str) -> str:
    found = re.search(rf'<code id="{name}">(.*?)</code>', page, re.DOTALL)
    assert found, name
    return unescape(found[1])


def test_every_form_is_there_with_its_csp_and_size(engine: Engine, shop: Project) -> None:
    _with_key(engine, shop, Wanted("Website", origins=["https://shop.test"]))
    page = Visitor.signed_in(engine, shop, Role.VIEWER).get(PAGE).text
    with reading(engine) as session:
        script = session.scalars(select(Snippet)).one()
        raw, sha = script.javascript.encode(), script.sha256
    assert _code(page, "hosted-code") == f'<script async src="{COLLECTOR}/s/shop.js"></script>'
    assert _code(page, "inline-code") == f"<script>{raw.decode()}</script>"
    assert f"{COLLECTOR}/s/shop/{sha}.js" in _code(page, "pinned-code")
    assert 'integrity="sha256-' in _code(page, "pinned-code")
    assert _code(page, "hosted-csp") == f"script-src {COLLECTOR};\nconnect-src {COLLECTOR};"
    assert "script-src 'sha256-" in _code(page, "inline-csp")
    assert _code(page, "pinned-csp") == _code(page, "hosted-csp")
    text = page.replace("\u202f", "")
    assert f"{len(gzip.compress(raw, mtime=0))} bytes as sent" in text
    assert f"{len(raw)} unpacked" in text


def test_what_it_collects_is_said_in_words(engine: Engine, shop: Project) -> None:
    _with_key(engine, shop, Wanted("Website", origins=["https://shop.test"]))
    page = Visitor.signed_in(engine, shop, Role.VIEWER).get(PAGE).text
    assert "<li>views of pages</li>" in page
    assert "<li>clicks on what matches #buy</li>" in page
    assert "order_paid</li>" not in page


def test_without_a_key_an_admin_is_led_to_making_one(admin: Visitor) -> None:
    page = admin.get(PAGE).text
    assert "no key that pages may use" in page
    assert 'href="/projects/shop/keys/new">Create a key for pages' in page
    assert "hosted-code" not in page


def test_a_key_that_allows_no_page_is_the_next_step(
    engine: Engine, shop: Project, admin: Visitor
) -> None:
    _with_key(engine, shop, Wanted("Website"))
    page = admin.get(PAGE).text
    assert "The key Website allows no page yet" in page
    assert re.search(r'href="/projects/shop/keys/[0-9a-f-]{36}#origins">Allow an origin', page)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_others_are_told_to_ask_and_see_no_key(engine: Engine, shop: Project, role: Role) -> None:
    _with_key(engine, shop, Wanted("Website"))
    page = Visitor.signed_in(engine, shop, role).get(PAGE).text
    assert "Ask an admin" in page
    assert "Website" not in page
    assert "/keys" not in page


def test_a_stranger_finds_nothing(engine: Engine, shop: Project) -> None:
    assert Visitor.signed_in(engine, shop, None).get(PAGE).status_code == 404
