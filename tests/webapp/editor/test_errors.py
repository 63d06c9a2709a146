"""Faults stand at the fields that caused them."""

import pytest

from schemas.definition_rules import Fault
from webapp.editor.errors import errors


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", "name"),
        ("labels.0.name", "labels.0.name"),
        ("labels.2.allow.17", "labels.2.allow"),
        ("where.1.values.0", "where.1.values"),
        ("triggers.0.thresholds.3", "triggers.0.thresholds"),
        ("triggers", "triggers"),
        ("buckets.2", "buckets"),
    ],
)
def test_the_path_leads_to_the_field(path: str, field: str) -> None:
    assert errors([Fault(path, "No.")], {}) == {field: "No."}


def test_a_property_that_was_not_named_is_said_where_it_is_typed() -> None:
    values = {"labels.0.source": "property", "value": "property"}
    found = errors([Fault("labels.0.source", "No."), Fault("value", "No.")], values)
    assert found.keys() == {"labels.0.of", "value.of"}


def test_the_first_fault_of_a_field_is_said() -> None:
    assert errors([Fault("name", "First."), Fault("name", "Second.")], {}) == {"name": "First."}
