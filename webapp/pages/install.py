"""The pages on the app, and what every template may use."""

from typing import Any, Final

from flask import Flask

from webapp.access.enforce import person
from webapp.overview import page as overview
from webapp.pages import (
    components,
    key_changes,
    keys,
    landing,
    ledger,
    projects,
    reasons,
    settings,
    sign_in,
    sign_up,
    snippet,
)
from webapp.pages.live import page as live
from webapp.pages.metrics import change, edit, show, table
from webapp.parts import parts

BLUEPRINTS: Final = (
    components.blueprint,
    overview.blueprint,
    table.blueprint,
    edit.blueprint,
    show.blueprint,
    change.blueprint,
    key_changes.blueprint,
    keys.blueprint,
    landing.blueprint,
    ledger.blueprint,
    live.blueprint,
    projects.blueprint,
    reasons.blueprint,
    settings.blueprint,
    sign_in.blueprint,
    sign_up.blueprint,
    snippet.blueprint,
)


def install(app: Flask) -> None:
    """Register the pages; templates get `someone` (who is signed in, or None) and `settings`."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(_shared)


def _shared() -> dict[str, Any]:
    return {"someone": person(), "settings": parts().settings}
