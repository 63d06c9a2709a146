"""The API's OpenAPI 3.1 document: what flask-smorest knows, who may call it, and the collector's endpoint."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from apispec import APISpec
from flask import Flask

from webapp.access.rules import ROUTES, Rule
from webapp.api import collector
from webapp.api.bodies import metrics
from webapp.problems import TEXTS

PROBLEM: Final = {
    "type": "object",
    "description": "Every error (RFC 9457). `code` is for programs, `errors` names what to mend.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
                "required": ["path", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code"],
}
_INFO: Final = {
    "title": "Tallylight",
    "version": "v1",
    "description": "Website events in, Prometheus series out, counted exactly once.",
}
# By the first part of the path.
TAGS: Final = {
    "auth": "People and their sign-ins",
    "apikeys": "API keys of a project, and their use",
    "metric-configs": "Metric definitions",
    "projects": "A project's limits, what its pages carry, and what became of its events",
}
_BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The token of auth/signup or auth/signin, for an hour.",
}
_PROBLEM_BODY: Final = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
}
_METHODS: Final = ("get", "post", "put", "patch", "delete")


def document(app: Flask, spec: APISpec, collector_url: str) -> dict[str, Any]:
    """The whole document; equal routes and schemas give equal documents."""
    made = deepcopy(spec.to_dict())
    for endpoint, path, operation in _operations(app, made["paths"]):
        rule = ROUTES[endpoint]
        operation["operationId"] = endpoint
        operation["tags"] = [path.split("/")[3]]
        operation["security"] = [] if rule.is_public else [{"bearer": []}]
        operation["responses"] = _responses(operation, rule)
    made["paths"].update(collector.paths(collector_url))
    components = {**made.get("components", {}).get("schemas", {}), **metrics.components()}
    return {
        "openapi": made["openapi"],
        "info": _INFO,
        "servers": [{"url": "/"}],
        "tags": [*({"name": n, "description": d} for n, d in TAGS.items()), collector.TAG],
        "paths": dict(sorted(made["paths"].items())),
        "components": {
            "schemas": dict(
                sorted({**components, **collector.schemas(), "Problem": PROBLEM}.items())
            ),
            "securitySchemes": {"bearer": _BEARER, **collector.SECURITY},
        },
    }


def _operations(app: Flask, paths: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(endpoint, path, operation) of everything in the document."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for method in _METHODS:
            if method.upper() in (rule.methods or ()) and method in paths.get(path, {}):
                yield rule.endpoint, path, paths[path][method]


def _responses(operation: dict[str, Any], rule: Rule) -> dict[str, Any]:
    """What the handler declares and what happens before it is reached, by status."""
    declared = {str(status): answer for status, answer in operation.get("responses", {}).items()}
    known = {status: answer for status, answer in declared.items() if "description" in answer}
    early = {str(s): {"description": TEXTS[s][1]} for s in _early(operation, rule)}
    return {
        status: answer if int(status) < 400 else {**answer, "content": _PROBLEM_BODY}
        for status, answer in sorted({**early, **known}.items())
    }


def _early(operation: dict[str, Any], rule: Rule) -> Iterator[int]:
    """Statuses that access, parsing and the database answer with."""
    if "requestBody" in operation:
        yield from (400, 413, 415, 422)
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
        yield 422
    if not rule.is_public:
        yield 401
    if rule.role:
        yield from (403, 404)
    yield 503
