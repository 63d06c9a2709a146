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
    "apikeys.add_signing_version": member(Role.ADMIN, Subject.KEY),
    "apikeys.change_key": member(Role.ADMIN, Subject.KEY),
    "apikeys.list_keys": member(Role.ADMIN, Subject.QUERY),
    "apikeys.list_signing_versions": member(Role.ADMIN, Subject.KEY),
    "apikeys.make_key": member(Role.ADMIN, Subject.BODY),
    "apikeys.retire_signing_version": member(Role.ADMIN, Subject.KEY),
    "apikeys.revoke_key": member(Role.ADMIN, Subject.KEY),
    "apikeys.rotate_secret": member(Role.ADMIN, Subject.KEY),
    "apikeys.show_key": member(Role.ADMIN, Subject.KEY),
    "assets.asset": ANYONE,
    "auth.me": SIGNED_IN,
    "auth.signin": ANYONE,
    "auth.signout": SIGNED_IN,
    "auth.signup": ANYONE,
    "components.components": ANYONE,  # examples, nobody's data
    "docs.page": ANYONE,
    "health.healthz": ANYONE,
    "key_changes.end": member(Role.ADMIN, Subject.SLUG),
    "key_changes.origins": member(Role.ADMIN, Subject.SLUG),
    "key_changes.retire": member(Role.ADMIN, Subject.SLUG),
    "key_changes.secret": member(Role.ADMIN, Subject.SLUG),
    "key_changes.signing": member(Role.ADMIN, Subject.SLUG),
    "key_usage.key_usage": member(Role.ADMIN, Subject.KEY),
    "keys.create": member(Role.ADMIN, Subject.SLUG),
    "keys.listed": member(Role.ADMIN, Subject.SLUG),
    "keys.new": member(Role.ADMIN, Subject.SLUG),
    "keys.shown": member(Role.ADMIN, Subject.SLUG),
    "keys.state": member(Role.ADMIN, Subject.SLUG),
    "landing.landing": ANYONE,
    "metric.now": member(Role.VIEWER, Subject.SLUG),
    "metric.page": member(Role.VIEWER, Subject.SLUG),
    "metric_change.delete": member(Role.EDITOR, Subject.SLUG),
    "metric_change.state": member(Role.EDITOR, Subject.SLUG),
    "metric_edit.create": member(Role.EDITOR, Subject.SLUG),
    "metric_edit.edit": member(Role.EDITOR, Subject.SLUG),
    "metric_edit.new": member(Role.EDITOR, Subject.SLUG),
    "metric_edit.preview_edit": member(Role.EDITOR, Subject.SLUG),
    "metric_edit.preview_new": member(Role.EDITOR, Subject.SLUG),
    "metric_edit.save": member(Role.EDITOR, Subject.SLUG),
    "metrics.table": member(Role.VIEWER, Subject.SLUG),
    "overview.demo": ANYONE,  # the demo project alone
    "overview.demo_lamp": ANYONE,  # the demo project alone
    "overview.demo_now": ANYONE,  # the demo project alone
    "overview.lamp_now": member(Role.VIEWER, Subject.SLUG),
    "overview.now": member(Role.VIEWER, Subject.SLUG),
    "overview.page": member(Role.VIEWER, Subject.SLUG),
    "ledger.page": member(Role.VIEWER, Subject.SLUG),
    "live.attempt": member(Role.EDITOR, Subject.SLUG),
    "live.page": member(Role.EDITOR, Subject.SLUG),
    "live.ticket": member(Role.EDITOR, Subject.SLUG),
    "metric-configs.delete_metric": member(Role.EDITOR, Subject.METRIC),
    "metric-configs.edit_metric": member(Role.EDITOR, Subject.METRIC),
    "metric-configs.list_metrics": member(Role.VIEWER, Subject.QUERY),
    "metric-configs.make_metric": member(Role.EDITOR, Subject.BODY),
    "metric-configs.show_code": member(Role.EDITOR, Subject.METRIC),
    "metric-configs.show_metric": member(Role.VIEWER, Subject.METRIC),
    "project-settings.change_project": member(Role.ADMIN, Subject.PATH),
    "project-settings.show_project": member(Role.VIEWER, Subject.PATH),
    "projects-api.show_snippet": member(Role.VIEWER, Subject.PATH),
    "projects.projects": SIGNED_IN,
    "reasons.page": ANYONE,
    "settings.page": member(Role.ADMIN, Subject.SLUG),
    "settings.save": member(Role.ADMIN, Subject.SLUG),
    "sign_in.attempt": ANYONE,
    "sign_in.form": ANYONE,
    "sign_in.sign_out": SIGNED_IN,
    "sign_up.attempt": ANYONE,
    "sign_up.form": ANYONE,
    "snippet.snippet": member(Role.VIEWER, Subject.SLUG),
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
