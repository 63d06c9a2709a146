"""Every error: a page for people, problem+json (RFC 9457) for programs."""

import json
import logging
from typing import Final

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

# status -> (code, what happened, what to do)
TEXTS: Final = {
    400: ("malformed", "This request cannot be understood.", "Go back and try it again."),
    403: ("forbidden", "You may not do this.", "Ask an owner of the project."),
    404: ("not_found", "There is nothing at this address.", "Start again at the front page."),
    405: ("method_not_allowed", "This address takes another method.", "Go back and try it again."),
    413: ("too_large", "That was more than this page takes.", "Send less."),
    431: (
        "headers_too_large",
        "The request's headers are too large.",
        "Clear this site's cookies.",
    ),
    500: (
        "internal",
        "Something in Tallylight broke.",
        "Try again; it was written to the log. Counting goes on: it does not need these pages.",
    ),
    503: (
        "database_unavailable",
        "The database does not answer.",
        "Try again in a moment. Counting goes on: it does not need the database.",
    ),
}


def install(app: Flask) -> None:
    """Answer every error in the form that the request asks for."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(InterfaceError, _database)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, detail: str, code: str = "") -> Response:
    """An answer of type application/problem+json, or the page that says the same."""
    known, happened, mend = TEXTS.get(
        status, (f"status_{status}", "That did not work.", "Go back.")
    )
    if not _wants_json():
        page = render_template("problem.html", status=status, happened=happened, mend=mend)
        return make_response(page, status)
    body = {
        "type": "about:blank",
        "title": happened,
        "status": status,
        "detail": detail or mend,
        "code": code or known,
    }
    return Response(json.dumps(body), status, content_type="application/problem+json")


def _http(error: HTTPException) -> Response:
    response = problem(error.code or 500, "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _database(error: Exception) -> Response:
    log.warning("the database does not answer: %s", error)
    response = problem(503, "")
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(500, "")


def _wants_json() -> bool:
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"
