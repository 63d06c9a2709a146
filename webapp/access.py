"""Who may use which route: every route has an entry here, or the web app does not start."""

from enum import Enum
from typing import Final

from flask import Flask


class Access(Enum):
    """Who may."""

    ANYONE = "anyone"


ROUTES: Final[dict[str, Access]] = {
    "assets.asset": Access.ANYONE,
    "front.now": Access.ANYONE,  # the demo project alone
    "front.page": Access.ANYONE,  # the demo project alone
    "health.healthz": Access.ANYONE,
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
