"""The documentation page of the API, rendered here from the document: how is it called?"""

from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, render_template

from webapp.api.install import current_document

blueprint: Final = Blueprint("docs", __name__)


@blueprint.get("/api/docs")
def page() -> str:
    """Every operation by its subject, and every body."""
    made = current_document()
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in made["tags"]}
    for operation in _operations(made):
        groups[operation["tags"][0]].append(operation)
    return render_template(
        "pages/api.html",
        info=made["info"],
        tags=made["tags"],
        groups=groups,
        schemas=made["components"]["schemas"],
        security=made["components"]["securitySchemes"],
    )


def _operations(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each operation with its path, method and the address of its server."""
    for path, item in made["paths"].items():
        shared = item.get("parameters", [])
        server = item["servers"][0]["url"] if "servers" in item else ""
        for method, operation in item.items():
            if method not in ("servers", "parameters"):
                parameters = [*shared, *operation.get("parameters", [])]
                known = {"path": path, "method": method.upper(), "server": server}
                yield {**operation, **known, "parameters": parameters}
