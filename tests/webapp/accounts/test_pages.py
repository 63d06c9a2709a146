"""Signing up, in and out in a browser."""

from urllib.parse import quote

import pytest
from sqlalchemy import Engine, select

from tests.webapp.accounts.browser import ANN, PASSWORD, browser, send, token_on
from webapp.db.engine import reading
from webapp.db.models import SignIn, User

CREDENTIALS = {"email": ANN["email"], "password": PASSWORD}


def test_signing_up_shows_the_secret_once_and_signs_in(engine: Engine) -> None:
    client = browser(engine)
    made = send(client, "/sign-up", **ANN)
    assert made.status_code == 201
    assert "whsec_" in made.text
    assert client.get("/projects").status_code == 303  # to the only project
    assert "whsec_" not in client.get("/projects", follow_redirects=False).text


def test_what_was_typed_stays_but_the_password(engine: Engine) -> None:
    refused = send(browser(engine), "/sign-up", **{**ANN, "password": "short"})
    assert refused.status_code == 422
    assert "Use at least 8 characters." in refused.text
    assert 'value="ann@shop.test"' in refused.text
    assert "short" not in refused.text.replace("short list", "")


def test_signing_out_ends_the_sign_in_on_the_server_too(engine: Engine) -> None:
    client = browser(engine)
    send(client, "/sign-up", **ANN)
    cookie = client.get_cookie("tally-8000")
    assert cookie
    token = token_on(client, "/demo")
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303
    with reading(engine) as session:
        assert all(row.ended_at for row in session.scalars(select(SignIn)))
    # Not even the old cookie helps.
    client.set_cookie("tally-8000", cookie.value)
    assert client.get("/projects").headers["Location"].startswith("/sign-in")


def test_signing_in_leads_to_where_one_wanted_to_be(engine: Engine) -> None:
    send(browser(engine), "/sign-up", **ANN)
    client = browser(engine)
    asked = client.get("/projects?page=2")
    assert asked.headers["Location"] == "/sign-in?next=/projects%3Fpage%3D2"
    answer = send(client, "/sign-in?next=/projects%3Fpage%3D2", **CREDENTIALS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/projects?page=2")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.test/",
        "//evil.test/",
        "///evil.test/",
        "/\\evil.test/",
        "\\\\evil.test",
        "javascript:alert(1)",
        "/\t/evil.test",
        "evil.test",
        "http:/evil.test",
        "/%09/evil.test\n",
        "",
    ],
)
def test_it_never_leads_to_another_site(engine: Engine, address: str) -> None:
    send(browser(engine), "/sign-up", **ANN)
    client = browser(engine)
    answer = send(client, f"/sign-in?next={quote(address)}", **CREDENTIALS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/projects")
    # Nor for those who are signed in already.
    assert client.get(f"/sign-in?next={quote(address)}").headers["Location"] == "/projects"


def test_wrong_and_unknown_look_the_same(engine: Engine) -> None:
    client = browser(engine)
    send(client, "/sign-up", **ANN)
    texts = []
    for email, password in (
        ("ann@shop.test", "lamp and larder by the beach"),
        ("ben@shop.test", PASSWORD),
    ):
        answer = send(browser(engine), "/sign-in", email=email, password=password)
        assert answer.status_code == 422
        assert "No account has this address and password." in answer.text
        texts.append(len(answer.text.replace(email, "")))
    assert texts[0] == texts[1]


def test_a_closed_installation_says_so(engine: Engine) -> None:
    send(browser(engine), "/sign-up", **ANN)
    refused = send(browser(engine, signup="closed"), "/sign-up", **{**ANN, "email": "b@shop.test"})
    assert refused.status_code == 422
    assert "This installation takes no new accounts." in refused.text
    with reading(engine) as session:
        assert len(session.scalars(select(User)).all()) == 1


def test_too_many_attempts_wait(engine: Engine) -> None:
    client = browser(engine, attempts_per_hour=1)
    assert send(client, "/sign-in", **CREDENTIALS).status_code == 422
    waits = send(client, "/sign-in", **CREDENTIALS)
    assert (waits.status_code, waits.mimetype) == (429, "text/html")
    assert 0 < int(waits.headers["Retry-After"]) <= 3600


@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/sign-out"])
def test_a_foreign_form_is_refused(engine: Engine, path: str) -> None:
    client = browser(engine)
    send(client, "/sign-up", **ANN)
    foreign = token_on(browser(engine), "/sign-in")
    for given in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        assert client.post(path, data={**ANN, **given}).status_code == 400
    assert client.get("/projects").status_code == 303


def test_the_cookie_is_for_pages_of_this_installation_alone(engine: Engine) -> None:
    answer = send(browser(engine), "/sign-up", **ANN)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("tally-8000=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    secure = browser(engine, public_url="https://app.tally.test")
    answer = secure.get("/sign-in", base_url="https://app.tally.test")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-tally-443=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
