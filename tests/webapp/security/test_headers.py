"""Every answer carries the security headers."""

import re

import pytest
from flask.testing import FlaskClient

from webapp.app import create_app
from webapp.parts import Parts


@pytest.fixture
def client(offline: Parts) -> FlaskClient:
    return create_app(offline).test_client()


def _policy(client: FlaskClient, path: str) -> dict[str, str]:
    header = client.get(path).headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in header.split(";"))


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/nothing-here", "/demo/now.json", "/static/x/y.js"]
)
def test_pages_errors_and_data_are_alike(client: FlaskClient, path: str) -> None:
    policy = _policy(client, path)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in str(policy)
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_scripts_need_a_nonce_that_is_new_each_time(client: FlaskClient) -> None:
    first, second = _policy(client, "/")["script-src"], _policy(client, "/")["script-src"]
    assert re.fullmatch(r"'nonce-[\w-]{22}' 'strict-dynamic'", first)
    assert first != second


def test_every_script_of_a_page_carries_the_nonce_and_nothing_carries_style(
    client: FlaskClient,
) -> None:
    answer = client.get("/")
    nonce = answer.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text)


def test_only_https_promises_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")
