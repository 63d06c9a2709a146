"""Only known hosts, only small bodies."""

from dataclasses import replace

import pytest
from flask import request

from webapp.app import create_app
from webapp.parts import Parts
from webapp.security.limits import MAX_BODY_BYTES


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "app.example.com"])
def test_loopback_and_named_hosts_are_answered(offline: Parts, host: str) -> None:
    named = replace(offline, settings=replace(offline.settings, hosts="app.example.com"))
    assert create_app(named).test_client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "app.example.com"])
def test_any_other_host_gets_an_error_page(offline: Parts, host: str) -> None:
    answer = create_app(offline).test_client().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "cannot be understood" in answer.text


def test_a_body_that_is_too_large_is_refused(offline: Parts) -> None:
    app = create_app(offline)
    app.add_url_rule("/read", "read", lambda: str(len(_read())), methods=["POST"])
    answer = app.test_client().post("/read", data=b"x" * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413


def _read() -> bytes:
    return request.get_data()
