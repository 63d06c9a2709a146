"""Faults of a definition at the fields of the form that caused them."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from schemas.definition_rules import Fault

_ROW: Final = re.compile(r"(?:triggers|where|labels)\.\d+\.[a-z_]+")
_SOURCE: Final = re.compile(r"labels\.(\d+)\.source")
_OF_PROPERTY: Final = (
    "Name the property: lower-case letters, digits and underscores, beginning with a letter."
)


def errors(faults: Iterable[Fault], values: Mapping[str, str]) -> dict[str, str]:
    """The first message by field; what concerns a list as a whole stands under the list's name."""
    found: dict[str, str] = {}
    for fault in faults:
        path, message = _placed(fault, values)
        found.setdefault(path, message)
    return found


def _placed(fault: Fault, values: Mapping[str, str]) -> tuple[str, str]:
    source = _SOURCE.match(fault.path)
    if source and values.get(fault.path) == "property":
        return f"labels.{source[1]}.of", _OF_PROPERTY
    if fault.path == "value" and values.get("value") == "property":
        return "value.of", _OF_PROPERTY
    row = _ROW.match(fault.path)
    return (row[0] if row else fault.path.partition(".")[0]), fault.message
