"""Names of properties."""

import pytest

from collector.names import MAX_NAME, is_property_name


@pytest.mark.parametrize("name", ["a", "plan", "a1_b", "a" * MAX_NAME])
def test_lower_case_words_are_names(name: str) -> None:
    assert is_property_name(name)
    assert is_property_name(name), "also when remembered"


@pytest.mark.parametrize(
    "name", ["", "A", "1a", "_a", "a.b", "a-b", "a\n", "é", "a" * (MAX_NAME + 1)]
)
def test_everything_else_is_not(name: str) -> None:
    assert not is_property_name(name)
    assert not is_property_name(name), "also when remembered"
