"""Every route has its access rule."""

import pytest
from flask import Flask

from webapp.access import rules
from webapp.app import create_app
from webapp.parts import Parts


def test_the_web_app_has_a_rule_for_each_route_and_no_other(offline: Parts) -> None:
    rules.check(create_app(offline))


def test_a_route_without_a_rule_is_refused(offline: Parts) -> None:
    app: Flask = create_app(offline)
    app.add_url_rule("/secret", "forgotten", lambda: "everything")
    with pytest.raises(rules.AccessUndeclared, match="forgotten has no access rule"):
        rules.check(app)


def test_a_rule_without_a_route_is_refused() -> None:
    with pytest.raises(rules.AccessUndeclared, match=r"overview\.page is no route"):
        rules.check(Flask("empty", static_folder=None))
