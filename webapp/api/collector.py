"""The collector's endpoint as the document shows it; its body is the struct that the collector decodes."""

from typing import Any, Final

import msgspec

from schemas.beacon import WireBeacon
from schemas.reasons import REASONS
from webapp.api.bodies.metrics import REFERENCE

TAG: Final = {
    "name": "collector",
    "description": "Where beacons of pages and servers go; an address of its own",
}
SECURITY: Final = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "<key>.<secret>",
        "description": "An API key and its secret, for servers over https.",
    },
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks: with webhook-id (the beacon's id) and webhook-timestamp; "
        "the body names the `key`.",
    },
}


def paths(collector_url: str) -> dict[str, Any]:
    """POST /api/v1/metrics. Pages prove themselves by the body's `token`, hence the empty requirement."""
    schema = {"schema": {"$ref": REFERENCE + "WireBeacon"}}
    operation = {
        "operationId": "collector.beacon",
        "tags": [TAG["name"]],
        "summary": "Take a beacon of 1 to 100 events, whole or not at all.",
        "description": "gzip is allowed. A repeated id is answered 204 and counted once.",
        "security": [{}, {"key": []}, {"signature": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": schema, "text/plain": schema},
        },
        "responses": {
            "204": {"description": "Stored by all in-sync replicas."},
            **_refusals(),
        },
    }
    return {"/api/v1/metrics": {"servers": [{"url": collector_url}], "post": operation}}


def schemas() -> dict[str, Any]:
    """WireBeacon and its parts."""
    _, parts = msgspec.json.schema_components([WireBeacon], ref_template=REFERENCE + "{name}")
    return parts


def _refusals() -> dict[str, Any]:
    """One answer for each status, with its codes."""
    codes: dict[int, list[str]] = {}
    for reason in REASONS.values():
        if reason.where == "collector":
            codes.setdefault(reason.status, []).append(reason.code)
    content = {"application/problem+json": {"schema": {"$ref": REFERENCE + "Problem"}}}
    return {
        str(status): {"description": ", ".join(f"`{code}`" for code in found), "content": content}
        for status, found in sorted(codes.items())
    }
