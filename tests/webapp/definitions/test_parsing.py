"""A definition as JSON: read whole or refused with every fault, in words."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.definition_rules import Fault
from schemas.definitions import Condition, Definition, Label
from schemas.triggers import Click, Custom, PageView, ScrollDepth
from webapp.definitions.parsing import LATER, parse, written
from webapp.definitions.rules import DefinitionRefused

# The example of metrics.md, less project_id.
EXAMPLE: dict[str, Any] = {
    "name": "signup_clicks_total",
    "type": "counter",
    "help": "Clicks on sign-up",
    "unit": "",
    "triggers": [{"kind": "click", "selector": "#signup"}],
    "where": [{"property": "plan", "op": "in", "values": ["pro", "team"]}],
    "value": {"source": "one"},
    "labels": [
        {"name": "path", "source": "path"},
        {"name": "plan", "source": "property:plan", "allow": ["pro", "team"]},
    ],
    "buckets": None,
    "quantiles": None,
    "window": None,
    "max_series": 1000,
    "starts_at": None,
}


def faults_of(raw: dict[str, Any]) -> list[Fault]:
    try:
        parse(raw)
    except DefinitionRefused as refused:
        return refused.faults
    return []


def refusal(raw: dict[str, Any]) -> dict[str, str]:
    """What is wrong with `raw`, by path."""
    return {fault.path: fault.message for fault in faults_of(raw)}


def test_the_example_of_the_contract_is_read() -> None:
    assert parse(EXAMPLE) == Definition(
        name="signup_clicks_total",
        type="counter",
        help="Clicks on sign-up",
        triggers=(Click("#signup"),),
        labels=(Label("path", "path"), Label("plan", "property:plan", ("pro", "team"))),
        where=(Condition("plan", "in", ("pro", "team")),),
    )


def test_what_may_be_left_out_may_be_null() -> None:
    least = {"name": "a_total", "type": "counter", "help": "", "triggers": [{"kind": "page_view"}]}
    label = {"name": "path", "source": "path", "allow": None}
    nulls = dict.fromkeys(("unit", "where", "value", "buckets", "max_series", "starts_at"))
    with_nulls = {**least, **nulls, "labels": [label]}
    assert parse(least) == Definition("a_total", "counter", "", (PageView(),))
    assert parse(with_nulls) == msgspec.structs.replace(
        parse(least), labels=(Label("path", "path"),)
    )


@pytest.mark.parametrize(
    "definition",
    [
        Definition("a_total", "counter", "", (PageView(),)),
        Definition(
            "depth",
            "histogram",
            "How far.",
            (ScrollDepth((10, 50)), Custom("read")),
            (Label("plan", "property:plan", ("pro",)),),
            unit="percent",
            value="property:depth",
            max_series=7,
            where=(Condition("plan", "exists"), Condition("size", "gt", (2.5,))),
            buckets=(1.0, 2.0),
        ),
    ],
)
def test_what_is_written_is_read_as_the_same(definition: Definition) -> None:
    raw = written(definition)
    assert parse(raw) == definition
    assert raw.keys() == EXAMPLE.keys()


def test_every_fault_is_named_at_once() -> None:
    raw = {
        "name": 7,
        "type": "counter",
        "triggers": [{"kind": "custom", "event": "Order"}, {"kind": "custom"}, {"kind": "tap"}, 3],
        "where": [{"property": "plan", "op": "like", "values": [[]]}],
        "labels": [{"name": "le", "source": "path"}, {"source": "path", "colour": "red"}],
        "value": "one",
        "buckets": [1],
        "max_series": 0,
        "color": "red",
    }
    said = refusal(raw)
    assert said.pop("triggers.2.kind").startswith("Choose one of page_view, click, ")
    assert said == {
        "name": "Give a text.",
        "help": "This is required.",
        "triggers.0.event": "Use at most 64 lower-case letters, digits, dots and underscores, "
        "beginning with a letter.",
        "triggers.1.event": "This is required.",
        "triggers.3": "Give an object.",
        "where.0.op": "Choose one of eq, exists, gt, in, lt, ne, not_in, prefix.",
        "where.0.values.0": "Give a text, a number, or true or false.",
        "labels.1.name": "This is required.",
        "labels.1.colour": "There is no such field.",
        "value": "Give an object with one field, source.",
        "buckets": "Only a histogram has buckets.",
        "max_series": "Give at least 1.",
        "color": "There is no such field.",
    }


def test_what_no_release_counts_by_yet_stays_null() -> None:
    later = dict.fromkeys(LATER, 1)
    assert later.keys() <= refusal({**EXAMPLE, **later, "unit": 3}).keys()


def test_the_rules_are_asked_for_what_can_be_read() -> None:
    raw = {**EXAMPLE, "name": "clicks", "labels": [{"name": "le", "source": "path"}], "unit": 3}
    assert refusal(raw) == {
        "unit": "Give a text.",
        "name": "The name of a counter ends in _total.",
        "labels.0.name": "This label is written by Tallylight itself.",
    }


def test_without_a_type_nothing_is_said_that_depends_on_it() -> None:
    assert refusal({**EXAMPLE, "type": "sum", "buckets": [1]}).keys() == {"type"}


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 of a pair"])
def test_characters_that_no_database_keeps_are_refused(text: str) -> None:
    assert refusal({**EXAMPLE, "help": text}) == {
        "help": "This holds a character that cannot be kept."
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    [
        "one",
        "counter",
        "histogram",
        10**400,
        [{"kind": "click", "selector": ""}],
        [{"kind": "scroll_depth", "thresholds": [0, 101, 50]}],
        [{"property": "plan", "op": "eq", "values": [None]}],
        [{"name": "path", "source": "path", "allow": "x"}],
        {"source": "event"},
        {"source": None},
        [1, 2.5, True],
    ]
)


@given(st.dictionaries(st.sampled_from(sorted(EXAMPLE)), JSON | PIECES))
def test_anything_else_is_refused_and_nothing_breaks(changes: dict[str, Any]) -> None:
    """msgspec's own conversion, which follows the walk over the shape, never finds more than it."""
    found = faults_of({**EXAMPLE, **changes})
    assert all(fault.path and fault.message.endswith(".") for fault in found)
