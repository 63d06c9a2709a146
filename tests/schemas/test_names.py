"""Names of events and properties."""

import pytest

from schemas.names import (
    EVENT_NAMES,
    MAX_NAME,
    MAX_REMEMBERED,
    PROPERTY_NAME,
    PROPERTY_NAMES,
    Names,
)


@pytest.mark.parametrize("name", ["a", "plan", "a1_b", "a" * MAX_NAME])
def test_lower_case_words_are_names(name: str) -> None:
    for names in (EVENT_NAMES, PROPERTY_NAMES):
        assert names.hold([name])
        assert names.hold([name]), "also when remembered"


@pytest.mark.parametrize(
    "name", ["", "A", "1a", "_a", ".a", "a-b", "a b", "a\n", "é", "a" * (MAX_NAME + 1)]
)
def test_everything_else_is_not(name: str) -> None:
    for names in (EVENT_NAMES, PROPERTY_NAMES):
        assert not names.hold(["plan", name])
        assert not names.hold(["plan", name]), "also when the others are remembered"


def test_only_events_may_have_dots() -> None:
    assert EVENT_NAMES.hold(["cart.add"])
    assert not PROPERTY_NAMES.hold(["cart.add"])


def test_what_is_remembered_is_bounded_and_forgetting_changes_no_answer() -> None:
    names = Names(PROPERTY_NAME)
    many = [f"n{number}" for number in range(MAX_REMEMBERED + 10)]
    assert names.hold(many)
    assert names.hold(many[:3])
    assert len(names._known) <= MAX_REMEMBERED
