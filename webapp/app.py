"""The web app, wired on one screen."""

from flask import Flask

from webapp import assets, formats, health, measures, parts, problems
from webapp.access import enforce, rules
from webapp.accounts import cookies
from webapp.api import docs
from webapp.api import install as api
from webapp.pages import install as pages
from webapp.security import headers, limits


def create_app(wired: parts.Parts) -> Flask:
    """All routes and what surrounds them. Raises AccessUndeclared."""
    app = Flask("webapp", static_folder=None, template_folder="templates")
    parts.install(app, wired)
    limits.install(app, wired.settings)
    headers.install(app)
    measures.install(app, wired.registry)
    problems.install(app)
    formats.install(app)
    assets.install(app)
    csrf = cookies.install(app, wired)
    enforce.install(app)
    api.install(app, csrf)
    pages.install(app)
    app.register_blueprint(docs.blueprint)
    app.register_blueprint(health.blueprint)
    rules.check(app)
    return app
