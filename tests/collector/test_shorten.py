"""Texts are cut, counted and otherwise left alone."""

from typing import Any

import pytest

from collector.shorten import MAX_USER_AGENT, Texts, is_long, shortened
from schemas.beacon import Entry, Event, Page

SHORT = Event("a", properties={"p": "x" * 256, "n": 1.0}, triggers=("t" * 256,))
PAGE = Page("u" * 2048, "r" * 2048, 1, "l" * 256, "t" * 256, "", Entry("u" * 2048, "r" * 2048))


def test_what_is_exactly_as_long_as_allowed_is_not_long() -> None:
    assert not is_long((SHORT,), PAGE, "m" * MAX_USER_AGENT)
    assert not is_long((SHORT,), None, "")


@pytest.mark.parametrize(
    ("events", "page", "agent"),
    [
        ((SHORT, Event("a", properties={"p": "x" * 257})), PAGE, ""),
        ((Event("a", triggers=("t" * 257,)),), PAGE, ""),
        ((SHORT,), Page("u" * 2049), ""),
        ((SHORT,), Page(referrer="r" * 2049), ""),
        ((SHORT,), Page(language="l" * 257), ""),
        ((SHORT,), Page(timezone="t" * 257), ""),
        ((SHORT,), Page(entry=Entry(url="u" * 2049)), ""),
        ((SHORT,), Page(entry=Entry(referrer="u" * 2049)), ""),
        ((SHORT,), PAGE, "m" * (MAX_USER_AGENT + 1)),
    ],
)
def test_one_character_more_is_cut_and_counted(events: Any, page: Page, agent: str) -> None:
    assert is_long(events, page, agent)
    texts, cut = shortened(Texts(events, page, agent))
    assert cut == 1
    assert not is_long(*texts)


def test_only_what_is_too_long_changes() -> None:
    texts, cut = shortened(Texts((SHORT,), PAGE, "agent"))
    assert (texts, cut) == (Texts((SHORT,), PAGE, "agent"), 0)
