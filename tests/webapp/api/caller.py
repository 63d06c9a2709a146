"""A program that calls the API with somebody's token."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from tests.webapp.wired import parts_with
from webapp.accounts.sessions import begin
from webapp.app import create_app
from webapp.db.engine import writing
from webapp.db.models import User
from webapp.parts import Parts


@dataclass(frozen=True)
class Answer:
    """`json` is the body of an answer or a problem, None when there is no JSON."""

    status_code: int
    mimetype: str
    text: str
    json: Any
    headers: Mapping[str, str]


class Caller:
    """Calls paths below /api/v1; `parts` are those of the app, one for all callers of a test."""

    def __init__(self, parts: Parts, client: FlaskClient, token: str = "") -> None:
        self.parts = parts
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def named(self, email: str) -> "Caller":
        """The same app as that person, signed in."""
        with writing(self.parts.engine) as session:
            user = session.scalars(select(User).where(User.email == email)).one()
            row = begin(session, user, "api", self.parts.clock())
            return Caller(self.parts, self.client, self.parts.bearer.token(row))

    def with_token(self, token: str) -> "Caller":
        return Caller(self.parts, self.client, token)

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: Any = None) -> Answer:
        """With `body` as JSON, if there is one."""
        sent = {} if body is None else {"json": body}
        found = self.client.open(f"/api/v1/{path}", method=method, headers=self.headers, **sent)
        return _answer(found)

    def raw(self, method: str, path: str, body: bytes, content_type: str) -> Answer:
        headers = {**self.headers, "Content-Type": content_type}
        return _answer(
            self.client.open(f"/api/v1/{path}", method=method, data=body, headers=headers)
        )


def caller(engine: Engine, **settings: Any) -> Caller:
    """Nobody yet, at an app around `engine`."""
    parts = parts_with(engine, "http://127.0.0.1:1", **settings)
    app = create_app(replace(parts, registry=CollectorRegistry()))
    return Caller(parts, app.test_client())


def _answer(found: TestResponse) -> Answer:
    body = found.get_json(force=True, silent=True)
    return Answer(found.status_code, found.mimetype or "", found.text, body, dict(found.headers))
