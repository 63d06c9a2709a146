"""An owner with a project, signed in to the API and to the pages of one web app."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from sqlalchemy import select
from werkzeug.test import TestResponse

from schemas.definitions import Definition
from tests.webapp.people import Someone
from webapp.app import create_app
from webapp.db.engine import reading
from webapp.db.models import Project, SignIn
from webapp.definitions.versions import create_definition
from webapp.outbox.publish import publishing
from webapp.parts import Parts

PASSWORD = "correct horse battery staple"


@dataclass
class Owner:
    """Of one project; `client` carries the cookie of the pages."""

    parts: Parts
    client: FlaskClient
    token: str
    project: UUID
    slug: str
    key: UUID

    def api(
        self, method: str, path: str, body: Any = None, token: str | None = None
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.client.open(f"/api/v1/{path}", method=method, json=body, headers=headers)

    def post(self, path: str, form: dict[str, str], page: str) -> TestResponse:
        """Send the form of a page, with the token that the page carries."""
        shown = self.client.get(page).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        assert found, shown
        return self.client.post(path, data={"csrf_token": found[1], **form})

    def as_someone(self) -> Someone:
        """Their rows."""
        with reading(self.parts.engine) as session:
            newest = select(SignIn).order_by(SignIn.created_at.desc()).limit(1)
            row = session.scalars(newest).one()
            return Someone(row.user_id, row.id)

    def counts(self, definition: Definition) -> None:
        """Save a definition, long enough ago to be in force."""
        with publishing(self.parts.engine) as session:
            project = session.get_one(Project, self.project)
            create_definition(session, project, definition, self.parts.clock() - timedelta(days=1))


def client_of(parts: Parts) -> FlaskClient:
    """A web app of its own."""
    return create_app(replace(parts, registry=CollectorRegistry())).test_client()


def owner(parts: Parts) -> Owner:
    """Somebody new, with an organization, a project and a key of their own."""
    client = client_of(parts)
    email = f"{uuid4().hex}@shop.test"
    asked = {"email": email, "password": PASSWORD, "origin": f"https://{uuid4().hex[:12]}.test"}
    made = client.post("/api/v1/auth/signup", json=asked).get_json()
    assert "token" in made, made
    found = Owner(
        parts,
        client,
        made["token"],
        UUID(made["project"]["id"]),
        made["project"]["slug"],
        UUID(made["api_key"]["id"]),
    )
    answer = found.post("/sign-in", {"email": email, "password": PASSWORD}, "/sign-in")
    assert answer.status_code == 303, answer.text
    return found
