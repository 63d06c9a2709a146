"""Filters on properties: `where` of a definition. A missing property is the empty text."""

from collections.abc import Callable

from consumers.core.labels import property_text
from schemas.beacon import Event
from schemas.definitions import Condition, text_of

Predicate = Callable[[Event], bool]


def predicate(conditions: tuple[Condition, ...]) -> Predicate | None:
    """Whether an event fulfils all conditions; None when there are none."""
    each = tuple(_predicate(condition) for condition in conditions)
    return (lambda event: all(holds(event) for holds in each)) if each else None


def failing(conditions: tuple[Condition, ...], event: Event) -> Condition | None:
    """The first condition that the event does not fulfil; None when it fulfils all."""
    return next((c for c in conditions if not _predicate(c)(event)), None)


def number_of(event: Event, name: str) -> float | None:
    """A property as a number; None when it is missing or no number (a boolean is none)."""
    value = event.properties.get(name)
    return value if isinstance(value, float) else None


def _predicate(condition: Condition) -> Predicate:
    name, texts = condition.property, frozenset(map(text_of, condition.values))
    match condition.op:
        case "exists":
            return lambda event: name in event.properties
        case "eq" | "in":
            return lambda event: property_text(event, name) in texts
        case "ne" | "not_in":
            return lambda event: property_text(event, name) not in texts
        case "prefix":
            (start,) = texts
            return lambda event: property_text(event, name).startswith(start)
        case "gt" | "lt":
            return _compared(name, condition.op, float(condition.values[0]))


def _compared(name: str, op: str, bound: float) -> Predicate:
    def holds(event: Event) -> bool:
        number = number_of(event, name)
        if number is None:
            return False
        return number > bound if op == "gt" else number < bound

    return holds
