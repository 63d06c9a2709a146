"""Definitions as JSON (metrics.md) read into the type, and written back; API and form both call here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import inspect

from schemas import definition_rules
from schemas.definition_rules import Fault
from schemas.definitions import Definition
from webapp.definitions import shape
from webapp.definitions.rules import DefinitionRefused

_SHAPE: Final = inspect.type_info(Definition)
_FIELDS: Final = tuple(field.name for field in msgspec.structs.fields(Definition))
# In the contract, and null until a release can count by them.
LATER: Final = tuple(n for n in ("quantiles", "window", "starts_at") if n not in _FIELDS)
# Their rules ask what the type is.
_OF_TYPE: Final = frozenset({"name", "value", "buckets", "quantiles", "window"})
_BLANK: Final = {"name": "x", "type": "gauge", "help": "", "triggers": [{"kind": "page_view"}]}


def parse(raw: Mapping[str, Any]) -> Definition:
    """The definition that `raw` describes, with exactly the fields of metrics.md less `project_id`.

    What may be left out may also be null. Raises DefinitionRefused with all that is wrong: the shape of
    every field, and the rules (schemas.definition_rules) of those fields whose shape is right. Rules that
    need the project's other metrics are asked when it is saved (webapp.definitions.rules.check).
    """
    given = {name: _without_nulls(value) for name, value in raw.items() if value is not None}
    broken = [*_take_value(given), *_take_later(given)]
    broken += shape.faults(given, _SHAPE)
    if broken:
        raise DefinitionRefused([*broken, *_rule_faults(given, broken)])
    return msgspec.convert(given, Definition)


def written(definition: Definition) -> dict[str, Any]:
    """The same JSON with every field in it: `parse(written(d)) == d`."""
    fields = {name: msgspec.to_builtins(getattr(definition, name)) for name in _FIELDS}
    return {**fields, "value": {"source": definition.value}, **dict.fromkeys(LATER)}


def _without_nulls(value: Any) -> Any:
    """Optional fields of a label, condition or trigger may be null too."""
    if not isinstance(value, list | tuple):
        return value
    return [
        {name: inner for name, inner in item.items() if inner is not None}
        if isinstance(item, Mapping)
        else item
        for item in value
    ]


def _take_value(given: dict[str, Any]) -> Iterator[Fault]:
    """{"source": "event"} -> "event", which is how the type has it."""
    value = given.pop("value", None)
    if isinstance(value, Mapping) and value.keys() == {"source"}:
        given["value"] = value["source"]
    elif value is not None:
        yield Fault("value", "Give an object with one field, source.")


def _take_later(given: dict[str, Any]) -> Iterator[Fault]:
    for name in LATER:
        if given.pop(name, None) is not None:
            yield Fault(name, "This release cannot count by it yet: leave it null.")


def _rule_faults(given: Mapping[str, Any], broken: Sequence[Fault]) -> Iterator[Fault]:
    """The rules for what can be read, as if the rest were blank."""
    unread = {fault.path.partition(".")[0] for fault in broken}
    if "type" in unread:
        unread |= _OF_TYPE
    read = {name: given[name] for name in _FIELDS if name in given and name not in unread}
    for fault in definition_rules.faults(msgspec.convert({**_BLANK, **read}, Definition)):
        if fault.path.partition(".")[0] not in unread:
            yield fault
