"""A person at the pages without a browser: follows forms with their CSRF token, keeps the cookie."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.webapp.sparing import HASH, PASSWORD
from tests.webapp.wired import now, parts_with
from webapp.access.roles import Role
from webapp.accounts.sign_up import Application, create_user
from webapp.app import create_app
from webapp.db.engine import writing
from webapp.db.models import Membership, Project
from webapp.parts import Parts


def add_person(engine: Engine, email: str, project: Project | None, role: Role | None) -> None:
    """An account with `PASSWORD`, a member of the project's organization if there is a role."""
    with writing(engine) as session:
        user = create_user(session, Application(email, HASH), now())
        if project and role:
            session.add(
                Membership(
                    organization_id=project.organization_id,
                    user_id=user.id,
                    role=role.name.lower(),
                    created_at=now(),
                )
            )


class Visitor:
    """Whoever looks at the pages of the app around `parts`."""

    def __init__(self, parts: Parts) -> None:
        self._client = create_app(replace(parts, registry=CollectorRegistry())).test_client()

    @classmethod
    def signed_in(
        cls, engine: Engine, project: Project | None, role: Role | None, parts: Parts | None = None
    ) -> "Visitor":
        """A new member of `project` (none without a role), already signed in."""
        email = f"{role.name.lower() if role else 'stranger'}@shop.test"
        add_person(engine, email, project, role)
        visitor = cls(parts or parts_with(engine, "http://127.0.0.1:1"))
        answer = visitor.send("/sign-in", "/sign-in", email=email, password=PASSWORD)
        assert answer.status_code == 303
        return visitor

    def get(self, path: str) -> TestResponse:
        return self._client.get(path)

    def send(self, page: str, action: str, **fields: Any) -> TestResponse:
        """POST `fields` to `action` as the form on `page` does."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        given = {"csrf_token": unescape(token[1])} if token else {}
        return self._client.post(action, data={**given, **fields})
