"""What a draft would do with a beacon, in words, by the core that counts."""

import json
from typing import Any

import pytest

from schemas.definitions import Condition, Definition, Label
from schemas.triggers import Click, Custom, PageView, trigger_id
from tests.webapp.editor.test_sample import NOW, SHOP
from webapp.editor.sample import sample
from webapp.editor.trial import MOST_TEXT, Trial, Tried, trial

PAID = Definition(
    "spent_total",
    "counter",
    "",
    (Custom("paid"),),
    (Label("path", "path"),),
    value="event",
    where=(Condition("plan", "eq", ("pro",)),),
)
CLICKS = Definition("clicks_total", "counter", "", (Click("#buy"),))


def tried(definition: Definition, *events: dict[str, Any], **more: Any) -> tuple[Tried, ...]:
    text = json.dumps({"events": events, **more})
    found = trial(SHOP, definition, {"sample": text, "suggested": ""}, NOW)
    assert found.fault == ""
    return found.events


def test_each_event_is_told_with_the_series_it_touches_or_why_not() -> None:
    pro, free = {"plan": "pro"}, {"plan": "free"}
    counts, filtered, missing, negative, worthless, foreign = tried(
        PAID,
        {"name": "paid", "value": 2.5, "properties": pro},
        {"name": "paid", "value": 2.5, "properties": free},
        {"name": "paid", "value": 2.5},
        {"name": "paid", "value": -1, "properties": pro},
        {"name": "paid", "properties": pro},
        {"name": "unheard_of"},
        page={"url": "https://shop.test/product/42"},
    )
    line = 'spent_total{org="acme", path="/product/:id", project="shop"} 2.5'
    assert (counts.words, counts.series) == ("would count", (line,))
    assert (filtered.words, filtered.why) == ("would not: plan is free", "Asked for: plan is pro.")
    assert missing.words == "would not: plan is missing"
    assert negative.words == "would not: negative value"
    assert worthless.words == "would not: value not numeric"
    assert "Send a finite number." in worthless.why
    assert foreign.words == "would not: no trigger"
    assert not any(one.counts or one.series for one in (filtered, missing, negative, foreign))


def test_a_bot_would_not_count() -> None:
    (one,) = tried(
        CLICKS, {"name": "click", "triggers": [trigger_id(Click("#buy"))]}, webdriver=True
    )
    assert (one.counts, one.words) == (False, "would not: bot")


def test_an_automatic_event_of_another_trigger_is_told_what_the_tracker_would_send() -> None:
    (one,) = tried(CLICKS, {"name": "click", "triggers": [trigger_id(Click("#other"))]})
    assert one.words == "would not: no trigger"
    assert trigger_id(Click("#buy")) in one.why


def test_the_suggestion_follows_the_draft_until_somebody_changes_it() -> None:
    first = trial(SHOP, CLICKS, {}, NOW)
    assert first.sample == first.suggested == sample(CLICKS)
    # As a form sends it back.
    kept = {"sample": first.sample.replace("\n", "\r\n"), "suggested": first.suggested}
    assert trial(SHOP, PAID, kept, NOW).sample == sample(PAID)
    changed = {**kept, "sample": '{"events": [{"name": "paid"}]}'}
    assert trial(SHOP, PAID, changed, NOW).sample == changed["sample"]


def test_without_a_definition_it_is_kept_as_it_is() -> None:
    kept = {"sample": "{\r\n}", "suggested": "x"}
    assert trial(SHOP, None, kept, NOW) == Trial("{\n}", "x")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "This is not JSON."),
        ('{"events": []}', "events: "),
        ('{"events": [{"name": "Not a name"}]}', "events.0.name: "),
        ('{"x": ' * 10_000, "This is not JSON."),
        ("\ud800", "This is not JSON."),
    ],
)
def test_what_is_no_beacon_is_said_with_its_place(text: str, fault: str) -> None:
    found = trial(SHOP, CLICKS, {"sample": text, "suggested": "x"}, NOW)
    assert found.fault.startswith(fault)
    assert (found.sample, found.events) == (text, ())


def test_what_was_pasted_is_bounded_and_what_steers_is_spelt_out() -> None:
    found = trial(SHOP, CLICKS, {"sample": "x" * 2 * MOST_TEXT, "suggested": ""}, NOW)
    assert len(found.sample) == MOST_TEXT
    labelled = Definition("m", "gauge", "", (PageView(),), (Label("a", "property:a"),))
    (one,) = tried(labelled, {"name": "page_view", "properties": {"a": "\u202egnp"}})
    assert "\\u202egnp" in one.series[0]


def recent(text: str) -> tuple[Tried, ...]:
    return trial(SHOP, CLICKS, {"recent": text}, NOW).recent


def test_the_last_events_are_tried_beside_it_20_at_most() -> None:
    click = {"name": "click", "triggers": [trigger_id(Click("#buy"))]}
    page = {"url": "https://shop.test/cart"}
    beacons = [{"events": [click, {"name": "page_view"}], "page": page}] * 15
    found = recent(json.dumps(beacons))
    assert len(found) == 20
    assert [(one.name, one.path, one.counts) for one in found[:2]] == [
        ("click", "/cart", True),
        ("page_view", "/cart", False),
    ]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"events": []}]', '{"x": ' * 9_999, "\ud800"])
def test_last_events_that_are_none_are_passed_over(text: str) -> None:
    assert recent(text) == ()
