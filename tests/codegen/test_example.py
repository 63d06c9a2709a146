"""The example of a metric's event is one that the metric counts."""

import pytest

from codegen.example import NUMBER, example, needs_details
from consumers.core.conditions import predicate
from schemas.definitions import Condition, Definition, Label
from schemas.triggers import Custom, PageView, ServerEvent

ORDER = ServerEvent("order_paid")


def definition(**different: object) -> Definition:
    return Definition("orders", "gauge", "", (ORDER,), **different)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "condition",
    [
        Condition("plan", "eq", ("pro",)),
        Condition("plan", "ne", ("example", "examples")),
        Condition("plan", "in", (2.0, "pro")),
        Condition("plan", "not_in", ("example",)),
        Condition("plan", "exists"),
        Condition("size", "gt", (10.0,)),
        Condition("size", "lt", (-10.0,)),
        Condition("plan", "prefix", ("pr",)),
        Condition("gift", "eq", (True,)),
    ],
)
def test_it_meets_a_condition(condition: Condition) -> None:
    metric = definition(where=(condition,))
    holds = predicate(metric.where)
    assert holds
    assert holds(example(metric, ORDER))
    assert needs_details(metric)


def test_it_has_the_value_and_the_properties_that_are_read() -> None:
    labels = (
        Label("plan", "property:plan", ("pro",)),
        Label("path", "path"),
        Label("x", "property:x"),
    )
    by_property = example(definition(labels=labels, value="property:amount"), ORDER)
    assert by_property.value is None
    assert by_property.properties == {"amount": NUMBER, "plan": "pro", "x": "example"}
    assert example(definition(value="event"), ORDER).value == NUMBER


def test_its_name_is_the_triggers() -> None:
    assert example(definition(), ORDER).name == "order_paid"
    assert example(definition(), Custom("read")).name == "read"
    assert example(definition(), PageView()).name == "page_view"
    assert not needs_details(definition())
