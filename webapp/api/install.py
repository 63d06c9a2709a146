"""The API on the app: its blueprints and its OpenAPI document (flask-smorest)."""

import json
from typing import Any, Final

from flask import Flask, Response, current_app
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from webapp.api import accounted, auth, code, failures, keys, metrics, projects
from webapp.api.document import document
from webapp.api.strict_json import StrictJson
from webapp.parts import parts

PREFIX: Final = "/api/v1"
BLUEPRINTS: Final = (
    ("auth", auth.blueprint),
    ("apikeys", keys.blueprint),
    ("apikeys", accounted.keys),
    ("metric-configs", metrics.blueprint),
    ("projects", projects.blueprint),
    ("projects", code.blueprint),
    ("projects", accounted.blueprint),
)


class ProblemApi(Api):  # type: ignore[misc]
    """flask-smorest without its own error bodies: webapp.problems answers every error."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """webapp.problems has them."""

    def _register_responses(self) -> None:
        """webapp.api.document has them."""

    def _openapi_json(self) -> Response:
        """The API in OpenAPI 3.1."""
        return Response(dumped(), content_type="application/json")


def install(app: Flask, csrf: CSRFProtect) -> None:
    """Register everything. No cookie authenticates here, so no foreign form can act for anybody."""
    app.json = StrictJson(app)
    app.config.update(
        API_TITLE="Tallylight",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app)
    for path, blueprint in BLUEPRINTS:
        csrf.exempt(blueprint)
        api.register_blueprint(blueprint, url_prefix=f"{PREFIX}/{path}")
    failures.install(app)
    app.extensions["api_spec"] = api.spec


def current_document() -> dict[str, Any]:
    """The document of the current app."""
    spec = current_app.extensions["api_spec"]
    return document(current_app, spec, parts().settings.collector_url)


def dumped() -> str:
    """The document as text, the same for the same routes and schemas."""
    return json.dumps(current_document(), indent=1) + "\n"
