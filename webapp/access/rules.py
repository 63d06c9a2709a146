"""Who may use which route: every route has an entry here, or the web app does not start."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from flask import Flask

from webapp.access.roles import Role


class Subject(Enum):
    """Where a request names the project it is about."""

    NONE = "no project"
    SLUG = "`project` in the path, a slug"
    PATH = "`project_id` in the path"
    QUERY = "`project_id` in the query"
    BODY = "`project_id` in the JSON body"
    KEY = "`key_id` in the path"
    METRIC = "`metric_id` in the path"


@dataclass(frozen=True, slots=True)
class Rule:
    """Anybody; whoever is signed in; or a member of the subject's organization with at least `role`."""

    is_public: bool = False
    role: Role | None = None
    subject: Subject = Subject.NONE


ANYONE: Final = Rule(is_public=True)
SIGNED_IN: Final = Rule()


def member(role: Role, subject: Subject) -> Rule:
    return Rule(role=role, subject=subject)


ROUTES: Final[dict[str, Rule]] = {
    "accounted.explain": member(Role.EDITOR, Subject.PATH),
    "accounted.ledger": member(Role.VIEWER, Subject.PATH),
    "accounted.live_ticket": member(Role.EDITOR, Subject.PATH),
    "api-docs.openapi_json": ANYONE,
    "assets.asset": ANYONE,
    "auth.me": SIGNED_IN,
    "auth.signin": ANYONE,
    "auth.signout": SIGNED_IN,
    "auth.signup": ANYONE,
    "front.now": ANYONE,  # the demo project alone
    "front.page": ANYONE,  # the demo project alone
    "health.healthz": ANYONE,
    "key_usage.key_usage": member(Role.ADMIN, Subject.KEY),
    "landing.landing": ANYONE,
    "ledger.page": member(Role.VIEWER, Subject.SLUG),
    "live.attempt": member(Role.EDITOR, Subject.SLUG),
    "live.page": member(Role.EDITOR, Subject.SLUG),
    "live.ticket": member(Role.EDITOR, Subject.SLUG),
    "projects.projects": SIGNED_IN,
    "reasons.page": ANYONE,
    "sign_in.attempt": ANYONE,
    "sign_in.form": ANYONE,
    "sign_in.sign_out": SIGNED_IN,
    "sign_up.attempt": ANYONE,
    "sign_up.form": ANYONE,
}


class AccessUndeclared(Exception):
    """Stop: a route has no entry in ROUTES, or an entry has no route."""


def check(app: Flask) -> None:
    """Raise AccessUndeclared unless ROUTES speaks of exactly the routes of `app`."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    wrong = [f"{name} has no access rule" for name in sorted(routes - ROUTES.keys())]
    wrong += [f"{name} is no route" for name in sorted(ROUTES.keys() - routes)]
    if wrong:
        raise AccessUndeclared("; ".join(wrong))
