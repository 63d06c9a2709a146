"""Every route has its access rule."""

import pytest
from flask import Flask

from webapp import access
from webapp.app import create_app
from webapp.parts import Parts


def test_the_web_app_has_a_rule_for_each_route_and_no_other(offline: Parts) -> None:
    access.check(create_app(offline))


def test_a_route_without_a_rule_is_refused(offline: Parts) -> None:
    app: Flask = create_app(offline)
    app.add_url_rule("/secret", "forgotten", lambda: "everything")
    with pytest.raises(access.AccessUndeclared, match="forgotten has no access rule"):
        access.check(app)


def test_a_rule_without_a_route_is_refused() -> None:
    with pytest.raises(access.AccessUndeclared, match=r"front\.page is no route"):
        access.check(Flask("empty", static_folder=None))
