"""What is typed becomes a definition and back, and nothing of it is lost."""

import pytest

from schemas.definitions import Condition, Definition, Label
from schemas.triggers import (
    Click,
    Custom,
    FileDownload,
    FormSubmit,
    PageView,
    ScrollDepth,
    WebVital,
)
from webapp.definitions.parsing import parse
from webapp.editor import draft

DEFINITIONS = [
    Definition("a_total", "counter", "", (PageView(),)),
    Definition(
        "b_total",
        "counter",
        "Sign-ups.",
        (Click("#a"), FormSubmit("form[data-x='{y}']"), ScrollDepth((10, 90))),
        (Label("plan", "property:plan", ("pro", "a team")), Label("app", "constant:shop, two")),
        where=(
            Condition("plan", "in", ("pro", "team")),
            Condition("price", "gt", (12.5,)),
            Condition("coupon", "exists"),
            Condition("code", "eq", ("12",)),
        ),
        value="property:price",
        max_series=50,
    ),
    Definition(
        "c", "histogram", "", (Custom("x"),), unit="seconds", value="event", buckets=(0.5, 1.0, 2.5)
    ),
    Definition("d", "summary", "", (WebVital("LCP"),), value="event", quantiles=(0.5, 0.99)),
    Definition("e", "distinct", "", (FileDownload(("pdf",)),), window=("1h", "1d")),
    Definition("f", "gauge", "", (PageView(),), (Label("path", "path", max_values=20),)),
]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.type + "-" + d.name)
def test_a_definition_survives_the_form(definition: Definition) -> None:
    assert parse(draft.raw(draft.of(definition))) == definition


def test_the_first_metric_can_be_saved_as_it_is() -> None:
    made = parse(draft.raw(draft.new()))
    assert (made.name, made.type, made.triggers) == ("page_views_total", "counter", (PageView(),))
    assert made.labels == (Label("path", "path"),)
    assert draft.new(["page_views_total"])["name"] == ""


def test_rows_are_added_and_taken_away_in_the_middle() -> None:
    values = {**draft.new(), "labels.1.source": "browser", "labels.2.source": "os"}
    fewer = draft.changed(values, "labels.1.remove")
    assert (fewer["labels.0.source"], fewer["labels.1.source"]) == ("path", "os")
    assert draft.count(fewer, "labels") == 2
    more = draft.changed(fewer, "where.add")
    assert (draft.count(more, "where"), more["where.0.op"]) == (1, "eq")
    assert more["name"] == "page_views_total"


@pytest.mark.parametrize(
    "action", ["labels.7.remove", "elsewhere.add", "labels.add.x", "save", "", "labels.-1.remove"]
)
def test_a_button_that_there_is_not_changes_nothing(action: str) -> None:
    assert draft.changed(draft.new(), action) == draft.new()


def test_there_are_never_more_rows_than_a_definition_takes() -> None:
    values = draft.new()
    for _ in range(20):
        values = draft.changed(values, "triggers.add")
    assert draft.count(values, "triggers") == 8
    crowd = draft.typed({f"labels.{n}.source": "path" for n in range(50)})
    assert draft.count(crowd, "labels") == 6


def test_rows_that_scripts_numbered_are_numbered_anew() -> None:
    values = draft.typed({"labels.0.source": "path", "labels.104.source": "os", "csrf_token": "x"})
    assert values == {"labels.0.source": "path", "labels.1.source": "os"}


def test_a_label_without_a_name_has_that_of_its_source() -> None:
    values = {"labels.0.source": "browser", "labels.1.source": "property", "labels.1.of": "plan"}
    assert [label["name"] for label in draft.raw(values)["labels"]] == ["browser", "plan"]


def test_what_is_no_number_stays_text_to_be_refused_by_the_rules() -> None:
    values = {**draft.new(), "type": "histogram", "buckets": "1, two, nan", "max_series": "many"}
    raw = draft.raw(values)
    assert (raw["buckets"], raw["max_series"]) == ([1, "two", "nan"], "many")


def test_fields_of_kinds_that_were_not_chosen_are_kept_and_not_sent() -> None:
    values = {**draft.new(), "triggers.0.selector": "#kept"}
    assert draft.raw(values)["triggers"] == [{"kind": "page_view"}]
    assert draft.typed(values)["triggers.0.selector"] == "#kept"
