"""What does not have the shape of a type is said in words."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from msgspec import Meta, inspect

from schemas.definitions import Definition
from webapp.definitions.shape import PATTERNS, faults


def patterns(shape: inspect.Type) -> Iterator[str]:
    match shape:
        case inspect.StrType(pattern=str(pattern)):
            yield pattern
        case inspect.UnionType(types=types):
            for inner in types:
                yield from patterns(inner)
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from patterns(field.type)
        case inspect.VarTupleType(item_type=item):
            yield from patterns(item)


def test_every_pattern_of_a_definition_has_its_words() -> None:
    assert set(patterns(inspect.type_info(Definition))) <= PATTERNS.keys()


@pytest.mark.parametrize(
    ("value", "wanted", "said"),
    [
        (0, Annotated[float, Meta(gt=0, le=1)], "Give more than 0."),
        (1, Annotated[float, Meta(gt=0, le=1)], ""),
        (1.5, Annotated[float, Meta(gt=0, le=1)], "Give at most 1."),
        (10, Annotated[int, Meta(lt=10)], "Give less than 10."),
        (True, int, "Give a whole number."),
        (10**400, float, "Give a number."),
        (float("nan"), float, "Give a number."),
        ("", Annotated[str, Meta(min_length=1)], "This is required."),
        ([1], Annotated[tuple[int, ...], Meta(min_length=2)], "Give at least 2."),
        (None, int | None, ""),
        (1, bool, "Give true or false."),
    ],
)
def test_each_bound_is_named(value: Any, wanted: Any, said: str) -> None:
    found = [fault.message for fault in faults(value, inspect.type_info(wanted))]
    assert found == ([said] if said else [])
