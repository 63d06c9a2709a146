"""The web app, wired on one screen."""

from flask import Flask

from webapp import access, assets, formats, health, measures, parts, problems
from webapp.front import page
from webapp.security import headers, limits


def create_app(wired: parts.Parts) -> Flask:
    """All routes and what surrounds them. Raises AccessUndeclared."""
    app = Flask("webapp", static_folder=None, template_folder="templates")
    parts.install(app, wired)
    limits.install(app, wired.settings.hosts)
    headers.install(app)
    measures.install(app, wired.registry)
    problems.install(app)
    formats.install(app)
    assets.install(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(page.blueprint)
    access.check(app)
    return app
