"""Does JSON have the shape of a type? Every fault at once, in words for whoever wrote it.

msgspec stops at the first fault and speaks of types; this walks the same type information to the end.
"""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final

from msgspec import inspect

from schemas.definition_rules import Fault
from schemas.names import EVENT_NAME

REQUIRED: Final = "This is required."
UNKNOWN: Final = "There is no such field."

# What a pattern demands, in words; a test knows every pattern that a definition can meet.
PATTERNS: Final = {
    EVENT_NAME: "Use at most 64 lower-case letters, digits, dots and underscores, beginning with a letter.",
    r"^[a-z][a-z0-9_]{0,63}$(?!\n)": "Use at most 64 lower-case letters, digits and underscores, "
    "beginning with a letter.",
    r"^[a-z0-9]{1,10}$(?!\n)": "Use at most 10 lower-case letters and digits, without a dot.",
    r"^(one|event|property:[a-z][a-z0-9_]{0,63})$(?!\n)": "Choose one, event, or property: "
    "followed by a property's name.",
}
_OTHER_PATTERN: Final = "This has another form than expected."
# PostgreSQL takes no NUL in text; half of a surrogate pair is not Unicode at all.
_UNKEPT: Final = re.compile("[\0\ud800-\udfff]")


def faults(value: Any, shape: inspect.Type, path: str = "") -> Iterator[Fault]:
    """Everything about `value` (as json.loads gives it) that `shape` (of msgspec.inspect) forbids."""
    match shape:
        case inspect.UnionType():
            yield from _of_union(value, shape, path)
        case inspect.StructType():
            yield from _of_struct(value, shape, path)
        case inspect.VarTupleType():
            yield from _of_list(value, shape, path)
        case _:
            said = _of_leaf(value, shape)
            if said:
                yield Fault(path, said)


def below(path: str, name: object) -> str:
    """`labels.0` and `name` -> `labels.0.name`."""
    return f"{path}.{name}" if path else str(name)


def _of_union(value: Any, union: inspect.UnionType, path: str) -> Iterator[Fault]:
    if value is None and union.includes_none:
        return
    choices = [choice for choice in union.types if not isinstance(choice, inspect.NoneType)]
    tagged = {c.tag: c for c in choices if isinstance(c, inspect.StructType) and c.tag is not None}
    if tagged:
        yield from _of_tagged(value, tagged, path)
    elif len(choices) == 1:
        yield from faults(value, choices[0], path)
    elif all(_of_leaf(value, choice) for choice in choices):
        yield Fault(path, "Give a text, a number, or true or false.")


def _of_tagged(
    value: Any, choices: Mapping[str | int, inspect.StructType], path: str
) -> Iterator[Fault]:
    field = next(iter(choices.values())).tag_field or ""
    if not isinstance(value, Mapping):
        yield Fault(path, "Give an object.")
    elif value.get(field) is None:
        yield Fault(below(path, field), REQUIRED)
    elif not isinstance(value[field], str) or value[field] not in choices:
        yield Fault(below(path, field), _one_of(choices))
    else:
        yield from _of_struct(value, choices[value[field]], path)


def _of_struct(value: Any, struct: inspect.StructType, path: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault(path, "Give an object.")
        return
    for field in struct.fields:
        at = below(path, field.encode_name)
        if field.encode_name in value:
            yield from faults(value[field.encode_name], field.type, at)
        elif field.required:
            yield Fault(at, REQUIRED)
    known = {field.encode_name for field in struct.fields} | {struct.tag_field}
    yield from (Fault(below(path, name), UNKNOWN) for name in value if name not in known)


def _of_list(value: Any, items: inspect.VarTupleType, path: str) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield Fault(path, "Give a list.")
    elif items.min_length is not None and len(value) < items.min_length:
        yield Fault(path, f"Give at least {items.min_length}.")
    elif items.max_length is not None and len(value) > items.max_length:
        yield Fault(path, f"Give at most {items.max_length}.")
    else:
        for position, item in enumerate(value):
            yield from faults(item, items.item_type, below(path, position))


def _of_leaf(value: Any, shape: inspect.Type) -> str:
    match shape:
        case inspect.StrType():
            return _of_text(value, shape)
        case inspect.LiteralType():
            return "" if value in shape.values else _one_of(shape.values)
        case inspect.IntType():
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            return _within(value, shape) if is_whole else "Give a whole number."
        case inspect.FloatType():
            return _within(value, shape) if _is_number(value) else "Give a number."
        case inspect.BoolType():
            return "" if isinstance(value, bool) else "Give true or false."
    raise TypeError(f"no definition has a {shape}")


def _of_text(value: Any, shape: inspect.StrType) -> str:
    if not isinstance(value, str):
        return "Give a text."
    if _UNKEPT.search(value):
        return "This holds a character that cannot be kept."
    if shape.min_length is not None and len(value) < shape.min_length:
        return REQUIRED
    if shape.max_length is not None and len(value) > shape.max_length:
        return f"Use at most {shape.max_length} characters."
    if shape.pattern is not None and not re.search(shape.pattern, value):
        return PATTERNS.get(shape.pattern, _OTHER_PATTERN) if value else REQUIRED
    return ""


def _within(value: float, shape: inspect.IntType | inspect.FloatType) -> str:
    if shape.ge is not None and value < shape.ge:
        return f"Give at least {shape.ge}."
    if shape.gt is not None and value <= shape.gt:
        return f"Give more than {shape.gt}."
    if shape.le is not None and value > shape.le:
        return f"Give at most {shape.le}."
    if shape.lt is not None and value >= shape.lt:
        return f"Give less than {shape.lt}."
    return ""


def _is_number(value: Any) -> bool:
    """A finite one that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False


def _one_of(choices: Any) -> str:
    return f"Choose one of {', '.join(map(str, choices))}."
