"""Somebody at the pages with a cookie jar, who sends forms with the token that they carry."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.webapp.wired import parts_with
from webapp.app import create_app

PASSWORD = "lamp and larder by the harbour"
ANN = {"email": "ann@shop.test", "password": PASSWORD, "origin": "https://shop.test"}


def browser(engine: Engine, **settings: Any) -> FlaskClient:
    """A fresh one at an app around `engine`."""
    parts = parts_with(engine, "http://127.0.0.1:1", **settings)
    return create_app(replace(parts, registry=CollectorRegistry())).test_client()


def token_on(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found, page
    return unescape(found[1])


def send(client: FlaskClient, page: str, **given: str) -> TestResponse:
    """The form of `page`, filled in."""
    path = page.partition("?")[0]
    data = {**given, "csrf_token": token_on(client, path)}
    return client.post(page, data=data)
