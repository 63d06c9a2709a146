"""The rules for metric definitions, a row each, and what they promise Prometheus."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.definition_rules import Fault, budget_faults, faults, name_faults
from schemas.definitions import LABEL_SOURCES, Definition, Label, expanded_names, same_series
from schemas.triggers import ElementVisible, PageView

CLEAN = Definition(
    name="page_views_total",
    type="counter",
    help="Pages seen",
    triggers=(PageView(),),
    labels=(Label("path", "path"), Label("browser", "browser")),
)

LETTERS = "Use letters, digits and underscores, not starting with a digit."
OURS = "This name belongs to Prometheus or to Tallylight itself."
TOTAL = "The name of a counter ends in _total."
LABEL = "Use letters, digits and underscores."
WRITTEN = "This label is written by Tallylight itself."

texts = st.text(max_size=30) | st.from_regex(r"[a-z_]{0,12}(_total)?", fullmatch=True)
definitions = st.builds(
    Definition,
    name=texts,
    type=st.just("counter"),
    help=texts,
    triggers=st.just((PageView(),)),
    labels=st.lists(
        st.builds(Label, texts, st.sampled_from(["path", "browser", "x"])), max_size=6
    ).map(tuple),
)


def changed(**fields: object) -> Definition:
    return msgspec.structs.replace(CLEAN, **fields)


def test_a_clean_definition_has_no_faults() -> None:
    assert faults(CLEAN) == []


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("", [LETTERS, TOTAL]),
        ("page_views", [TOTAL]),
        ("page_views_total\n", [LETTERS, TOTAL]),
        ("1st_total", [LETTERS]),
        ("page views_total", [LETTERS]),
        ("page-views_total", [LETTERS]),
        ("recording:rule_total", [LETTERS]),
        ("größe_total", [LETTERS]),
        ("a" * 195 + "_total", [LETTERS]),
        ("up", [OURS, TOTAL]),
        ("ALERTS_total", [OURS]),
        ("scrape_x_total", [OURS]),
        ("tally_x_total", [OURS]),
        ("prometheus_x_total", [OURS]),
        ("go_x_total", [OURS]),
        ("process_x_total", [OURS]),
        ("upper_total", []),
        ("gopher_total", []),
        ("Page_Views_total", []),
        ("_total", []),
    ],
)
def test_the_rules_for_names(name: str, messages: list[str]) -> None:
    assert faults(changed(name=name)) == [Fault("name", message) for message in messages]


@pytest.mark.parametrize(
    ("label", "path", "message"),
    [
        (Label("", "path"), "name", LABEL),
        (Label("__name__", "path"), "name", LABEL),
        (Label("a:b", "path"), "name", LABEL),
        (Label("a b", "path"), "name", LABEL),
        (Label("ß", "path"), "name", LABEL),
        (Label("a" * 65, "path"), "name", LABEL),
        (Label("name\n", "path"), "name", LABEL),
        *((Label(name, "path"), "name", WRITTEN) for name in ("org", "project", "le", "quantile")),
        *((Label(name, "path"), "name", WRITTEN) for name in ("window", "job", "instance")),
        *((Label(name, "path"), "name", WRITTEN) for name in ("shard", "revision")),
        (Label("path", "path"), "name", "A label appears once."),
        (Label("city", "city"), "source", "There is no such source."),
        (Label("city", ""), "source", "There is no such source."),
    ],
)
def test_the_rules_for_labels(label: Label, path: str, message: str) -> None:
    labels = (Label("path", "path"), label)
    assert faults(changed(labels=labels)) == [Fault(f"labels.1.{path}", message)]


@pytest.mark.parametrize(("field", "length"), [("help", 1000), ("unit", 64)])
def test_texts_have_a_length(field: str, length: int) -> None:
    assert faults(changed(**{field: "x" * length})) == []
    assert [fault.path for fault in faults(changed(**{field: "x" * (length + 1)}))] == [field]


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        ({"type": "histogram", "buckets": (1.0,)}, []),
        ({"type": "histogram", "value": "one"}, ["value"]),
        ({"type": "histogram", "buckets": ()}, ["buckets"]),
        ({"type": "histogram", "buckets": (1.0, 1.0)}, ["buckets"]),
        ({"type": "histogram", "buckets": (float("inf"),)}, ["buckets"]),
        ({"type": "histogram", "quantiles": (0.5,)}, ["quantiles"]),
        ({"type": "summary"}, []),
        ({"type": "summary", "quantiles": (0.5, 0.999)}, []),
        ({"type": "summary", "value": "one"}, ["value"]),
        ({"type": "summary", "quantiles": ()}, ["quantiles"]),
        ({"type": "summary", "quantiles": (0.0,)}, ["quantiles"]),
        ({"type": "summary", "quantiles": (0.5, 1.0)}, ["quantiles"]),
        ({"type": "summary", "quantiles": (0.9, 0.5)}, ["quantiles"]),
        ({"type": "summary", "quantiles": (float("nan"),)}, ["quantiles"]),
        ({"type": "summary", "buckets": (1.0,)}, ["buckets"]),
        ({"type": "distinct", "value": "one"}, []),
        ({"type": "distinct", "value": "property:plan", "window": ("1h",)}, []),
        ({"type": "distinct"}, ["value"]),
        ({"type": "distinct", "value": "one", "window": ()}, ["window"]),
        ({"type": "distinct", "value": "one", "window": ("5m", "5m")}, ["window"]),
        ({"type": "gauge", "window": ("5m",)}, ["window"]),
        ({"type": "gauge", "starts_at": 0}, ["starts_at"]),
        ({"type": "gauge", "labels": (Label("path", "path", (), 10),)}, []),
        ({"type": "gauge", "labels": (Label("p", "path", ("/",), 10),)}, ["labels.0.max_values"]),
        ({"type": "gauge", "triggers": (ElementVisible("a\nb"),)}, ["triggers.0.selector"]),
    ],
)
def test_the_rules_for_types(fields: dict[str, object], paths: list[str]) -> None:
    found = faults(changed(**{"name": "things", "value": "event", **fields}))
    assert [fault.path for fault in found] == paths


@pytest.mark.parametrize(
    ("type_", "names"),
    [
        ("counter", ("x",)),
        ("gauge", ("x",)),
        ("histogram", ("x_bucket", "x_sum", "x_count")),
        ("summary", ("x", "x_sum", "x_count")),
        ("distinct", ("x", "x_unidentified")),
    ],
)
def test_a_definition_makes_series_of_these_names(type_: str, names: tuple[str, ...]) -> None:
    assert expanded_names(changed(name="x", type=type_)) == names


@pytest.mark.parametrize(
    ("mine", "other", "shared"),
    [
        (("x", "gauge"), ("x", "counter"), "x"),
        (("x_count", "gauge"), ("x", "summary"), "x_count"),
        (("x", "histogram"), ("x_sum", "gauge"), "x_sum"),
        (("x", "histogram"), ("x", "gauge"), "x"),
        (("x", "histogram"), ("x", "summary"), "x, x_count, x_sum"),
        (("x_bucket", "gauge"), ("x", "summary"), None),
        (("x_unidentified", "gauge"), ("x", "distinct"), "x_unidentified"),
        (("x", "gauge"), ("y", "gauge"), None),
    ],
)
def test_names_are_unique_over_all_that_they_expand_to(
    mine: tuple[str, str], other: tuple[str, str], shared: str | None
) -> None:
    one, two = (changed(name=name, type=type_) for name, type_ in (mine, other))
    assert name_faults(one, [CLEAN, two]) == (
        [] if shared is None else [Fault("name", f"The metric {two.name} writes {shared} already.")]
    )


def test_label_sets_stay_within_the_projects_budget() -> None:
    others = [changed(max_series=600), changed(max_series=300)]
    assert budget_faults(changed(max_series=100), others, 1000) == []
    (fault,) = budget_faults(changed(max_series=101), others, 1000)
    assert fault == Fault("max_series", "The project has 100 of 1000 label sets left.")
    (fault,) = budget_faults(changed(max_series=1), others, 800)
    assert fault == Fault("max_series", "The project has 0 of 800 label sets left.")


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({"help": "Other", "unit": "s", "max_series": 5, "triggers": (ElementVisible("a"),)}, True),
        ({"labels": ()}, False),
        ({"labels": (Label("path", "path", (), 10), Label("browser", "browser"))}, False),
        ({"value": "event"}, False),
        ({"buckets": (1.0,)}, False),
        ({"quantiles": (0.5,)}, False),
        ({"window": ("5m",)}, False),
    ],
)
def test_an_edit_of_what_makes_the_series_begins_new_ones(
    fields: dict[str, object], same: bool
) -> None:
    assert same_series(CLEAN, changed(**fields)) is same


def test_all_faults_are_told_at_once_in_the_order_of_the_fields() -> None:
    broken = changed(name="1", help="x" * 1001, labels=(Label("le", "nowhere"), Label("", "path")))
    assert [fault.path for fault in faults(broken)] == [
        "name",
        "name",
        "help",
        "labels.0.name",
        "labels.0.source",
        "labels.1.name",
    ]


@given(definitions)
def test_what_has_no_faults_is_taken_by_prometheus(definition: Definition) -> None:
    """https://prometheus.io/docs/concepts/data_model/, and no label is written twice."""
    if not faults(definition):
        names = [label.name for label in definition.labels]
        assert re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]*_total|_total", definition.name)
        assert all(re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]*", name) for name in names)
        assert len({"org", "project", *names}) == len(names) + 2
        assert {label.source for label in definition.labels} <= set(LABEL_SOURCES)


@given(definitions)
def test_a_fault_points_at_a_field_that_is_there(definition: Definition) -> None:
    for fault in faults(definition):
        field, *rest = fault.path.split(".")
        part = getattr(definition, field)
        if rest:
            assert hasattr(part[int(rest[0])], rest[1])
        assert fault.message.endswith(".")


@given(definitions)
def test_a_definition_survives_its_way_through_json(definition: Definition) -> None:
    assert msgspec.json.decode(msgspec.json.encode(definition), type=Definition) == definition
    assert msgspec.convert(msgspec.to_builtins(definition), Definition) == definition
