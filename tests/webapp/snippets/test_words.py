"""What a script collects, in words."""

from typing import get_args

from schemas.triggers import Click, Custom, FormSubmit, PageView, ScrollDepth, ServerEvent, Trigger
from webapp.snippets.words import _WORDS, collects


def test_views_come_first_and_each_line_once() -> None:
    triggers: list[Trigger] = [
        Click("#a"),
        Custom("signup"),
        Click("#a"),
        ScrollDepth((50, 90)),
        FormSubmit("f"),
    ]
    assert collects(triggers) == [
        "views of pages",
        "clicks on what matches #a",
        "scrolling down to 50, 90 % of a page",
        "submissions of forms that match f",
        "the event signup, which your pages send by name",
    ]


def test_what_servers_send_is_not_the_scripts_business() -> None:
    assert collects([PageView(), ServerEvent("order_paid")]) == ["views of pages"]


def test_every_kind_that_a_page_sends_has_words_of_its_own() -> None:
    kinds = {kind.__struct_config__.tag for kind in get_args(Trigger)}
    assert _WORDS.keys() == kinds - {"server"}


def test_braces_in_a_selector_stay_what_they_are() -> None:
    assert collects([Click("[data-x='{0}']")])[1] == "clicks on what matches [data-x='{0}']"
