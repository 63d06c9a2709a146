"""The public port's own health: alive. What is missing is told on the admin listener."""

from flask import Blueprint, Response

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 as long as the process answers."""
    return Response("alive\n", content_type="text/plain; charset=utf-8")
