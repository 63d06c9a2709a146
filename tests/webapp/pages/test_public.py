"""The pages that anybody may see."""

from uuid import UUID

import pytest

from tests.webapp.visitor import Visitor
from webapp.access.rules import ROUTES
from webapp.app import create_app
from webapp.parts import Parts


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Website events in, Prometheus series out"),
        ("/sign-in", "Sign in"),
        ("/sign-up", "Create an account"),
        ("/components", "What are pages made of?"),
    ],
)
def test_a_stranger_sees_it_under_its_title(offline: Parts, path: str, title: str) -> None:
    answer = Visitor(offline).get(path)
    assert answer.status_code == 200
    assert f"<title>{title} · Tallylight</title>" in answer.text


def test_everything_else_asks_a_stranger_to_sign_in_and_comes_back(offline: Parts) -> None:
    app = create_app(offline)
    pages = [
        rule
        for rule in app.url_map.iter_rules()
        if not ROUTES[rule.endpoint].is_public and not rule.rule.startswith("/api/")
    ]
    for rule in pages:
        values = dict.fromkeys(rule.arguments, str(UUID(int=1))) | {"version": 1}
        path = rule.build(values, append_unknown=False)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = app.test_client().open(path[1] if path else rule.rule, method=method)
        # Without a cookie a POST has no token either: the CSRF check comes first.
        assert answer.status_code == (303 if method == "GET" else 400), rule.rule
    assert len(pages) >= 2


def test_a_page_that_is_not_there_says_so_and_leads_back(offline: Parts) -> None:
    answer = Visitor(offline).get("/nothing")
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
    assert 'href="/"' in answer.text
