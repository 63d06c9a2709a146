"""A metric in one plain sentence."""

from typing import Any

import msgspec
import pytest

from schemas.definitions import Condition, Definition, Label
from schemas.triggers import Click, Custom, PageView, ScrollDepth, ServerEvent
from webapp.editor import draft
from webapp.editor.sentence import sentence

PATH = Label("path", "path")


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (
            Definition("a_total", "counter", "", (PageView(),), (PATH,)),
            "Counts how often a page is viewed, separately for each path.",
        ),
        (
            Definition(
                "a_total",
                "counter",
                "",
                (Click("#signup"), ScrollDepth((50,))),
                (PATH, Label("app", "constant:shop"), Label("plan", "property:plan")),
                where=(Condition("plan", "in", ("pro", "team")), Condition("old", "exists")),
            ),
            "Counts how often an element matching #signup is clicked or a page is scrolled to 50 %, "
            "if plan is one of pro or team and old is given, separately for each path and plan.",
        ),
        (
            Definition("a_total", "counter", "", (ServerEvent("paid"),), value="property:price"),
            "Adds up price each time a server sends the event paid.",
        ),
        (
            Definition("a", "gauge", "", (Custom("cart"),), value="event"),
            "Shows the event's newest value, taken each time a page sends the event cart.",
        ),
        (
            Definition(
                "a",
                "histogram",
                "",
                (Custom("x"),),
                value="event",
                where=(Condition("n", "gt", (5.0,)),),
            ),
            "Sorts the event's value into buckets each time a page sends the event x, if n is more than 5.",
        ),
        (
            Definition("a", "distinct", "", (PageView(),)),
            "Counts different visitors for whom a page is viewed.",
        ),
    ],
)
def test_it_says_what_happens_to_which_events_and_how_they_are_split(
    definition: Definition, words: str
) -> None:
    assert sentence(msgspec.to_builtins(definition)) == words
    assert sentence(draft.raw(draft.of(definition))) == words


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {
            "type": "cloud",
            "triggers": [{}],
            "labels": [{}],
            "where": [{}],
            "value": {"source": "x"},
        },
        {"type": "histogram", "triggers": [{"kind": "click"}], "value": {"source": "one"}},
    ],
)
def test_an_unfinished_one_has_gaps(raw: dict[str, Any]) -> None:
    assert "\N{HORIZONTAL ELLIPSIS}" in sentence(raw)


def test_braces_of_a_selector_stay_what_they_are() -> None:
    raw = {"type": "counter", "triggers": [{"kind": "click", "selector": "{event} {0}"}]}
    assert "matching {event} {0} is clicked" in sentence(raw)
