"""Bodies of metric-configs/*: JSON schemas made from the definition's own type, so that rules are one set."""

from copy import deepcopy
from typing import Any, Final, get_args

import msgspec

from schemas.definitions import Definition
from webapp.definitions.parsing import LATER
from webapp.definitions.state import State
from webapp.definitions.versions import Kept

REFERENCE: Final = "#/components/schemas/"
# What an answer has besides the definition; an edit may carry them back, unread.
ANSWERED: Final = ("id", "project_id", "effective_at", "created_at", "updated_at")

_UUID: Final = {"type": "string", "format": "uuid"}
_TIME: Final = {"type": "string", "format": "date-time"}
_VERSION: Final = {"type": "integer", "minimum": 1}
_NULL: Final = {"type": "null"}


def components() -> dict[str, dict[str, Any]]:
    """MetricConfig (answer), MetricConfigNew (POST), MetricConfigEdit (PUT), a page of them, their parts."""
    _, parts = msgspec.json.schema_components([Definition], ref_template=REFERENCE + "{name}")
    definition = parts.pop("Definition")
    fields, required = _fields(definition), definition["required"]
    given = _nullable(fields, required)
    new = {"project_id": _UUID, **given}
    edit = {**{name: {} for name in ANSWERED}, **given, "version": _VERSION, "state": _one_of(Kept)}
    answer = {
        "id": _UUID,
        "project_id": _UUID,
        **fields,
        "version": _VERSION,
        "state": _one_of(State),
        **{name: _TIME for name in ANSWERED if name.endswith("_at")},
    }
    return {
        **{name: _part(part) for name, part in parts.items()},
        "MetricConfig": _object("A metric definition as it stands.", answer, list(answer)),
        "MetricConfigs": _page("MetricConfig"),
        "MetricConfigNew": _object("A metric to make.", new, ["project_id", *required]),
        "MetricConfigEdit": _object(
            "The whole definition, with the `version` that it edits.",
            edit,
            [*required, "version", "state"],
        ),
    }


def body(name: str, description: str = "") -> dict[str, Any]:
    """A JSON request or answer of that component."""
    content = {"application/json": {"schema": {"$ref": REFERENCE + name}}}
    return {"content": content, **({"description": description} if description else {})}


def _fields(definition: dict[str, Any]) -> dict[str, Any]:
    """The properties as metrics.md writes them: `value` is an object, what is to come is null."""
    fields = deepcopy(definition["properties"])
    source = fields["value"]
    source.pop("default", None)
    fields["value"] = _object("What is measured.", {"source": source}, ["source"])
    return {**fields, **dict.fromkeys(LATER, _NULL)}


def _part(schema: dict[str, Any]) -> dict[str, Any]:
    """Optional fields of labels, conditions and triggers may be null too."""
    properties = _nullable(schema.get("properties", {}), schema.get("required", []))
    return {**schema, "properties": properties}


def _nullable(fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        name: schema if name in required or schema == _NULL else {"anyOf": [schema, _NULL]}
        for name, schema in fields.items()
    }


def _object(description: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _page(item: str) -> dict[str, Any]:
    whole = {"type": "integer"}
    items = {"type": "array", "items": {"$ref": REFERENCE + item}}
    properties = {"items": items, "page": whole, "page_size": whole, "total": whole}
    return _object("A part of a list.", properties, list(properties))


def _one_of(literal: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(get_args(literal))}
