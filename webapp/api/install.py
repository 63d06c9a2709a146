"""The API on the app: its blueprints and its OpenAPI document (flask-smorest)."""

from typing import Any, Final

from flask import Flask
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from webapp.api import accounted, auth

PREFIX: Final = "/api/v1"
BLUEPRINTS: Final = (auth.blueprint, accounted.blueprint, accounted.keys)


class ProblemApi(Api):  # type: ignore[misc]
    """flask-smorest without its own error bodies: webapp.problems answers every error."""

    def _register_error_handlers(self) -> None:
        """webapp.problems has them."""


def install(app: Flask, csrf: CSRFProtect) -> None:
    """Register everything. No cookie authenticates here, so no foreign form can act for anybody."""
    app.config.update(
        API_TITLE="Tallylight",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app, spec_kwargs=_spec())
    for blueprint in BLUEPRINTS:
        csrf.exempt(blueprint)
        place = blueprint.url_prefix or f"/{blueprint.name}"
        api.register_blueprint(blueprint, url_prefix=f"{PREFIX}{place}")


def _spec() -> dict[str, Any]:
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "info": {"description": "Website events in, Prometheus series out, counted exactly once."},
        "components": {"securitySchemes": {"bearer": bearer}},
        "security": [{"bearer": []}],
    }
