"""An event as an example: one that a definition counts, with the properties that it reads."""

from typing import Final

from schemas.beacon import Event, Scalar
from schemas.definitions import Condition, Definition, Label
from schemas.triggers import Custom, PageView, ServerEvent

NUMBER: Final = 12.5
TEXT: Final = "example"

Named = Custom | ServerEvent | PageView


def example(definition: Definition, trigger: Named) -> Event:
    """An event by `trigger` that `definition` counts, if its conditions can be met by one value each."""
    name = "page_view" if isinstance(trigger, PageView) else trigger.event
    properties: dict[str, Scalar] = {}
    for condition in definition.where:
        properties.setdefault(condition.property, _fulfilling(condition))
    measured = definition.value.removeprefix("property:")
    if measured != definition.value:
        properties.setdefault(measured, NUMBER)
    for label in definition.labels:
        if label.source.startswith("property:"):
            properties.setdefault(label.source.removeprefix("property:"), _allowed(label))
    value = NUMBER if definition.value == "event" else None
    return Event(name=name, value=value, properties=properties)


def needs_details(definition: Definition) -> bool:
    """Whether an event that has only its name is not counted, or counted for nothing."""
    return bool(definition.where) or definition.value != "one"


def _fulfilling(condition: Condition) -> Scalar:
    if not condition.values:
        return TEXT
    first = condition.values[0]
    match condition.op:
        case "gt" if isinstance(first, float):
            return first + 1
        case "lt" if isinstance(first, float):
            return first - 1
        case "ne" | "not_in":
            return _other_than(condition.values)
    return first


def _other_than(values: tuple[Scalar, ...]) -> str:
    text = TEXT
    while text in values:
        text += "s"
    return text


def _allowed(label: Label) -> str:
    return label.allow[0] if label.allow else TEXT
