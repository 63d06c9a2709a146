"""Errors: a page for people, problem+json for programs."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.wired import parts_with
from webapp.app import create_app
from webapp.db.engine import make_engine
from webapp.parts import Parts


@pytest.fixture
def app(offline: Parts) -> Flask:
    return create_app(offline)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_person_gets_a_page_that_says_what_to_do(client: FlaskClient) -> None:
    answer = client.get("/nothing", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Start again at the front page." in answer.text


@pytest.mark.parametrize(
    ("path", "accept"), [("/api/v1/x", "text/html"), ("/x.json", "*/*"), ("/x", "application/json")]
)
def test_a_program_gets_problem_json(client: FlaskClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    body = answer.get_json(force=True)
    assert body.keys() == {"type", "title", "status", "detail", "code"}
    assert body["code"] == "not_found"


def test_another_method_is_told_which_ones_are_taken(client: FlaskClient) -> None:
    answer = client.post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_what_breaks_is_logged_and_not_shown(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.add_url_rule("/broken", "broken", lambda: str(1 // 0))
    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_is_away_is_503_with_retry_after() -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1:1/none")
    answer = create_app(parts_with(engine, "http://127.0.0.1:1")).test_client().get("/")
    engine.dispose()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Counting goes on" in answer.text
