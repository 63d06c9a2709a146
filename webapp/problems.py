"""Every error: a page for people, problem+json (RFC 9457) for programs."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from webapp.security.attempts import TooManyAttempts

log = logging.getLogger(__name__)

# status -> (code, what happened, what to do)
TEXTS: Final = {
    400: ("malformed", "This request cannot be understood.", "Go back and try it again."),
    401: ("unauthorized", "You are not signed in.", "Sign in and try again."),
    403: ("forbidden", "You may not do this.", "Ask an owner of the project."),
    404: ("not_found", "There is nothing at this address.", "Start again at the front page."),
    405: ("method_not_allowed", "This address takes another method.", "Go back and try it again."),
    409: (
        "conflict",
        "This does not fit what is there by now.",
        "Look at the current state and try again.",
    ),
    410: ("gone", "This was removed.", "Look at the list it stood in."),
    413: ("too_large", "That was more than this page takes.", "Send less."),
    415: ("unsupported_media_type", "The body is of another type.", "Send application/json."),
    422: ("validation_failed", "Something in this request will not do.", "Mend what is named."),
    429: ("too_many_attempts", "That was tried too often.", "Wait a while and try again."),
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
    502: (
        "prometheus_unavailable",
        "Prometheus does not answer.",
        "Try again in a moment. Nothing is lost: samples wait until Prometheus takes them.",
    ),
    503: (
        "database_unavailable",
        "The database does not answer.",
        "Try again in a moment. Counting goes on: it does not need the database.",
    ),
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong at `path` into the body (`labels.0.name`), for a person."""

    path: str
    message: str


def install(app: Flask) -> None:
    """Answer every error in the form that the request asks for."""
    app.register_error_handler(TooManyAttempts, _attempts)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(InterfaceError, _database)
    app.register_error_handler(Exception, _unexpected)


def problem(
    status: int, detail: str, code: str = "", errors: Sequence[FieldError] = ()
) -> Response:
    """An answer of type application/problem+json, or the page that says the same."""
    known, happened, mend = TEXTS.get(
        status, (f"status_{status}", "That did not work.", "Go back.")
    )
    if not _wants_json():
        page = render_template(
            "problem.html", status=status, happened=happened, detail=detail, mend=mend
        )
        return make_response(page, status)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": happened,
        "status": status,
        "detail": detail or mend,
        "code": code or known,
    }
    if errors:
        body["errors"] = [asdict(error) for error in errors]
    return Response(json.dumps(body), status, content_type="application/problem+json")


def _http(error: HTTPException) -> Response:
    # webargs hangs what a schema found wrong on its 422, by where it looked: in the JSON, in the query.
    found = getattr(error, "data", {}).get("messages", {})
    errors = [fault for messages in found.values() for fault in _flattened(messages)]
    response = problem(error.code or 500, "", errors=errors)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _flattened(messages: Any, path: str = "") -> Iterator[FieldError]:
    """marshmallow's nested messages as one list: {"labels": {0: {"name": ["..."]}}} -> labels.0.name."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            below = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from _flattened(inner, below)
    else:
        yield from (FieldError(path, str(message)) for message in messages)


def _attempts(error: TooManyAttempts) -> Response:
    response = problem(429, f"Try again in {error.after} seconds.")
    response.headers["Retry-After"] = str(error.after)
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
