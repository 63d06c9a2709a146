"""Every route of the web app against every kind of person: who is let through, and what nobody changes.

A new route needs a line in TABLE. Its `least` is who may use it, apart from webapp.access.rules, so
that a slip there is found here.
"""

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, select

from tests.webapp.sparing import PASSWORD
from tests.webapp.two_tenants import Tenant, two_tenants
from tests.webapp.wired import parts_with, seed
from webapp.access.rules import ROUTES
from webapp.accounts.sessions import begin
from webapp.app import create_app
from webapp.db.base import Base
from webapp.db.engine import reading, writing
from webapp.db.models import User
from webapp.parts import Parts

ANYONE, SIGNED_IN, VIEWER, EDITOR, ADMIN, OWNER = range(6)
# What each person is for A's things.
PEOPLE: Final = {
    "": ANYONE,
    "stranger@nowhere.test": SIGNED_IN,
    "owner@b.test": SIGNED_IN,
    "viewer@a.test": VIEWER,
    "editor@a.test": EDITOR,
    "admin@a.test": ADMIN,
    "owner@a.test": OWNER,
}


@dataclass(frozen=True)
class Row:
    """One route: a valid request about A's things ({project}, {slug}, {key}, {metric}, {number}: another
    with each request), who may make it at least, and what it then answers."""

    method: str
    path: str
    least: int
    status: int
    body: dict[str, Any] = field(default_factory=dict)


DEFINITION: Final = {
    "name": "n{number}",
    "type": "gauge",
    "help": "",
    "triggers": [{"kind": "page_view"}],
}
VIEWS: Final = {**DEFINITION, "name": "{metric_name}", "type": "counter"}
KEY: Final = {"name": "n", "scopes": ["query"], "allowed_origins": []}
ACCOUNT: Final = {"email": "new{number}@new.test", "password": PASSWORD}
EDIT: Final = {**VIEWS, "version": 1, "state": "active"}
OF_A: Final = {"project_id": "{project}"}

FORM: Final = {
    "name": "n{number}_total",
    "type": "counter",
    "value": "one",
    "triggers.0.kind": "page_view",
}
BEACON: Final = {"events": [{"name": "page_view"}]}
PAGE_KEY: Final = {"name": "n", "scopes": "query"}

TABLE: Final[dict[str, Row]] = {
    "accounted.explain": Row("POST", "/api/v1/projects/{project}/explain", EDITOR, 200, BEACON),
    "accounted.ledger": Row("GET", "/api/v1/projects/{project}/ledger", VIEWER, 200),
    "accounted.live_ticket": Row("POST", "/api/v1/projects/{project}/live-tickets", EDITOR, 201),
    "api-docs.openapi_json": Row("GET", "/api/v1/openapi.json", ANYONE, 200),
    "apikeys.add_signing_version": Row(
        "POST", "/api/v1/apikeys/{key}/signing-versions", ADMIN, 201
    ),
    "apikeys.change_key": Row("PATCH", "/api/v1/apikeys/{key}", ADMIN, 200, {"name": "n{number}"}),
    "apikeys.list_keys": Row("GET", "/api/v1/apikeys?project_id={project}", ADMIN, 200),
    "apikeys.list_signing_versions": Row(
        "GET", "/api/v1/apikeys/{key}/signing-versions", ADMIN, 200
    ),
    "apikeys.make_key": Row("POST", "/api/v1/apikeys", ADMIN, 201, {**KEY, **OF_A}),
    "apikeys.retire_signing_version": Row(
        "DELETE", "/api/v1/apikeys/{key}/signing-versions/1", ADMIN, 204
    ),
    "apikeys.revoke_key": Row("DELETE", "/api/v1/apikeys/{doomed_key}", ADMIN, 200),
    "apikeys.rotate_secret": Row("POST", "/api/v1/apikeys/{key}/rotate", ADMIN, 200, {}),
    "apikeys.show_key": Row("GET", "/api/v1/apikeys/{key}", ADMIN, 200),
    "assets.asset": Row("GET", "/static/any/lamp.svg", ANYONE, 200),
    "auth.me": Row("GET", "/api/v1/auth/me", SIGNED_IN, 200),
    "auth.signin": Row(
        "POST",
        "/api/v1/auth/signin",
        ANYONE,
        200,
        {"email": "owner@a.test", "password": PASSWORD},
    ),
    "auth.signout": Row("POST", "/api/v1/auth/signout", SIGNED_IN, 204),
    "auth.signup": Row("POST", "/api/v1/auth/signup", ANYONE, 201, ACCOUNT),
    "components.components": Row("GET", "/components", ANYONE, 200),
    "docs.page": Row("GET", "/api/docs", ANYONE, 200),
    "health.healthz": Row("GET", "/healthz", ANYONE, 200),
    "key_changes.end": Row("POST", "/projects/{slug}/keys/{doomed_key}/revoke", ADMIN, 303),
    "key_changes.origins": Row(
        "POST", "/projects/{slug}/keys/{key}/origins", ADMIN, 303, {"origins": "n{number}.test"}
    ),
    "key_changes.retire": Row(
        "POST", "/projects/{slug}/keys/{key}/signing-versions/1/retire", ADMIN, 303
    ),
    "key_changes.secret": Row(
        "POST", "/projects/{slug}/keys/{key}/rotate", ADMIN, 201, {"overlap": "0"}
    ),
    "key_changes.signing": Row("POST", "/projects/{slug}/keys/{key}/signing-versions", ADMIN, 303),
    "key_usage.key_usage": Row("GET", "/api/v1/apikeys/{key}/usage", ADMIN, 200),
    "keys.create": Row("POST", "/projects/{slug}/keys", ADMIN, 201, PAGE_KEY),
    "keys.listed": Row("GET", "/projects/{slug}/keys", ADMIN, 200),
    "keys.new": Row("GET", "/projects/{slug}/keys/new", ADMIN, 200),
    "keys.shown": Row("GET", "/projects/{slug}/keys/{key}", ADMIN, 200),
    "keys.state": Row("GET", "/projects/{slug}/keys/{key}/state.json", ADMIN, 200),
    "landing.landing": Row("GET", "/", ANYONE, 200),
    "ledger.page": Row("GET", "/projects/{slug}/ledger", VIEWER, 200),
    "live.attempt": Row(
        "POST", "/projects/{slug}/live/try", EDITOR, 200, {"beacon": json.dumps(BEACON)}
    ),
    "live.page": Row("GET", "/projects/{slug}/live", EDITOR, 200),
    "live.ticket": Row("POST", "/projects/{slug}/live/ticket", EDITOR, 201),
    "metric.now": Row("GET", "/projects/{slug}/metrics/{metric}/now.json", VIEWER, 200),
    "metric.page": Row("GET", "/projects/{slug}/metrics/{metric}", VIEWER, 200),
    "metric_change.delete": Row(
        "POST", "/projects/{slug}/metrics/{doomed_metric}/delete", EDITOR, 303
    ),
    "metric_change.state": Row(
        "POST", "/projects/{slug}/metrics/{metric}/state", EDITOR, 303, {"state": "active"}
    ),
    "metric_edit.create": Row("POST", "/projects/{slug}/metrics/new", EDITOR, 303, FORM),
    "metric_edit.edit": Row("GET", "/projects/{slug}/metrics/{metric}/edit", EDITOR, 200),
    "metric_edit.new": Row("GET", "/projects/{slug}/metrics/new", EDITOR, 200),
    "metric_edit.preview_edit": Row(
        "POST", "/projects/{slug}/metrics/{metric}/preview.json", EDITOR, 200, FORM
    ),
    "metric_edit.preview_new": Row(
        "POST", "/projects/{slug}/metrics/preview.json", EDITOR, 200, FORM
    ),
    "metric_edit.save": Row(
        "POST", "/projects/{slug}/metrics/{metric}/edit", EDITOR, 200, {**FORM, "do": "show"}
    ),
    "metrics.table": Row("GET", "/projects/{slug}/metrics", VIEWER, 200),
    "overview.demo": Row("GET", "/demo", ANYONE, 200),
    "overview.demo_lamp": Row("GET", "/demo/lamp.json", ANYONE, 200),
    "overview.demo_now": Row("GET", "/demo/now.json", ANYONE, 200),
    "overview.lamp_now": Row("GET", "/projects/{slug}/lamp.json", VIEWER, 200),
    "overview.now": Row("GET", "/projects/{slug}/now.json", VIEWER, 200),
    "overview.page": Row("GET", "/projects/{slug}/", VIEWER, 200),
    "metric-configs.delete_metric": Row(
        "DELETE", "/api/v1/metric-configs/{doomed_metric}", EDITOR, 200
    ),
    "metric-configs.edit_metric": Row("PUT", "/api/v1/metric-configs/{metric}", EDITOR, 200, EDIT),
    "metric-configs.list_metrics": Row(
        "GET", "/api/v1/metric-configs?project_id={project}", VIEWER, 200
    ),
    "metric-configs.make_metric": Row(
        "POST", "/api/v1/metric-configs", EDITOR, 201, {**DEFINITION, **OF_A}
    ),
    "metric-configs.show_code": Row("GET", "/api/v1/metric-configs/{metric}/code", EDITOR, 200),
    "metric-configs.show_metric": Row("GET", "/api/v1/metric-configs/{metric}", VIEWER, 200),
    "project-settings.change_project": Row(
        "PATCH", "/api/v1/projects/{project}", ADMIN, 200, {"gpc": "refuse"}
    ),
    "project-settings.show_project": Row("GET", "/api/v1/projects/{project}", VIEWER, 200),
    "projects-api.show_snippet": Row("GET", "/api/v1/projects/{project}/snippet", VIEWER, 200),
    "projects.projects": Row("GET", "/projects", SIGNED_IN, 200),
    "reasons.page": Row("GET", "/reasons", ANYONE, 200),
    "settings.page": Row("GET", "/projects/{slug}/settings", ADMIN, 200),
    "settings.save": Row(
        "POST", "/projects/{slug}/settings", ADMIN, 303, {"gpc": "no_visitor", "quota": "{number}"}
    ),
    "sign_in.attempt": Row(
        "POST", "/sign-in", ANYONE, 303, {"email": "owner@a.test", "password": PASSWORD}
    ),
    "sign_in.form": Row("GET", "/sign-in", ANYONE, 200),
    "sign_in.sign_out": Row("POST", "/sign-out", SIGNED_IN, 303),
    "sign_up.attempt": Row("POST", "/sign-up", ANYONE, 201, ACCOUNT),
    "sign_up.form": Row("GET", "/sign-up", ANYONE, 200),
    "snippet.snippet": Row("GET", "/projects/{slug}/snippet", VIEWER, 200),
}
# Redirects those who are signed in to where they belong.
LEADS_ON: Final = ("landing.landing", "projects.projects", "sign_in.form", "sign_up.form")


def missing(endpoints: set[str]) -> set[str]:
    return endpoints - TABLE.keys()


def test_every_route_is_in_the_table(offline: Parts) -> None:
    routes = {rule.endpoint for rule in create_app(offline).url_map.iter_rules()}
    assert missing(routes) == set()
    assert TABLE.keys() == routes


def test_a_route_that_is_not_is_found() -> None:
    assert missing({"auth.me", "secrets.everything"}) == {"secrets.everything"}


class Desk:
    """Makes the table's requests as each person, at one app."""

    def __init__(self, engine: Engine, prometheus: str) -> None:
        seed(engine)
        self.a, self.b = two_tenants(engine)
        self.parts = parts_with(engine, prometheus, attempts_per_hour=10_000)
        self.app = create_app(replace(self.parts, registry=CollectorRegistry()))
        # That forms carry their token is tested with the pages; here programs fill them in.
        self.app.config["WTF_CSRF_ENABLED"] = False
        self._number = 0

    def ask(self, row: Row, email: str) -> int:
        """The status that `email`, freshly signed in, gets."""
        self._number += 1
        values = {**vars(self.a), "number": self._number}
        client = self.app.test_client()
        if row.path.startswith("/api/v1/"):
            headers = {"Authorization": f"Bearer {self._token(email)}"} if email else {}
            sent = {"json": _filled(row.body, values), "headers": headers}
        else:
            self._sign_in(client, email)
            sent = {"data": _filled(row.body, values)}
        if row.method == "GET":
            sent.pop("json", None)
        path = row.path.format_map(values)
        return client.open(path, method=row.method, **sent).status_code

    def _token(self, email: str) -> str:
        with writing(self.parts.engine) as session:
            user = session.scalars(select(User).where(User.email == email)).one()
            return self.parts.bearer.token(begin(session, user, "api", self.parts.clock()))

    def _sign_in(self, client: FlaskClient, email: str) -> None:
        """As Flask-Login remembers it; the form itself is a row of the table."""
        if email:
            with writing(self.parts.engine) as session:
                user = session.scalars(select(User).where(User.email == email)).one()
                row = begin(session, user, "web", self.parts.clock())
                identity = str(row.id)
            with client.session_transaction() as cookie:
                cookie.update(_user_id=identity, _fresh=True)


def _filled(body: Any, values: dict[str, Any]) -> Any:
    if isinstance(body, str):
        return body if body.startswith('{"') else body.format_map(values)
    if isinstance(body, dict):
        return {name: _filled(it, values) for name, it in body.items()}
    return [_filled(it, values) for it in body] if isinstance(body, list) else body


def expected(name: str, row: Row, standing: int) -> int:
    """A person below `least`: not signed in; not a member, so that nothing is confirmed; not the role."""
    if standing < row.least:
        if standing == ANYONE:
            return 401 if row.path.startswith("/api/v1/") else 303
        return 404 if standing == SIGNED_IN else 403
    return 303 if name in LEADS_ON and standing > ANYONE else row.status


def rows(engine: Engine) -> set[tuple[str, str]]:
    """Every row of every table, with its table's name."""
    with reading(engine) as session:
        return {
            (table.name, repr(tuple(row)))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        }


def touched(before: set[tuple[str, str]], after: set[tuple[str, str]], a: Tenant) -> list[str]:
    """A's rows that went, changed or came."""
    return [f"{name}: {row}" for name, row in before ^ after if any(it in row for it in a.ids())]


# Left out of "what others may not": they are open to all, and sign in or up whoever they name.
OPEN: Final = ("auth.signin", "auth.signup", "sign_in.attempt", "sign_up.attempt")


def test_each_person_gets_through_where_they_may_and_nowhere_else(
    engine: Engine, prometheus: str
) -> None:
    desk, wrong = Desk(engine, prometheus), []
    before = rows(engine)
    for email, standing in PEOPLE.items():
        if standing == VIEWER:
            # Everybody outside has tried everything.
            assert touched(before, rows(engine), desk.a) == []
        for name, row in TABLE.items():
            status, wanted = desk.ask(row, email), expected(name, row, standing)
            if status != wanted and not (name in LEADS_ON and status == row.status):
                wrong.append(f"{name} as {email or 'nobody'}: {status}, not {wanted}")
    assert wrong == []
    assert touched(before, rows(engine), desk.a)


def test_a_part_of_another_project_is_not_found_under_ones_own(
    engine: Engine, prometheus: str
) -> None:
    """A page's project comes from the path: B's owner names A's key and metric beneath B's own."""
    desk = Desk(engine, prometheus)
    before = rows(engine)
    for name, row in TABLE.items():
        if "{slug}" in row.path and re.search(r"\{(doomed_)?(key|metric)", row.path):
            beneath = replace(row, path=row.path.replace("{slug}", desk.b.slug))
            assert desk.ask(beneath, "owner@b.test") == 404, name
    assert touched(before, rows(engine), desk.a) == []


def test_what_is_public_is_public_in_the_rules_too() -> None:
    assert {n for n, row in TABLE.items() if row.least == ANYONE} == {
        name for name, rule in ROUTES.items() if rule.is_public
    }
