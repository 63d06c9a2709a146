"""The PromQL of the charts carries our matchers in every selector."""

import re

import pytest

from webapp.charts import queries
from webapp.charts.queries import Place, Subject

SUBJECT = Subject("demo", "demo-shop", "page_views_total")
PLACE = SUBJECT.place


def test_every_selector_has_exactly_our_org_and_project() -> None:
    ours = 'page_views_total{org="demo",project="demo-shop"}'
    selector = SUBJECT.selector
    for promql in (
        queries.total(SUBJECT),
        queries.gained(selector, "1h"),
        queries.gained(selector, "1h", restarts=True),
        queries.top(SUBJECT, "path"),
        queries.gained_by(selector, "path", "1m1ms"),
        queries.largest(selector, "browser", 60, 3_600, 1_795_478_460.0, restarts=False),
        queries.largest(selector, "browser", 60, 3_600, 1_795_478_460.0, restarts=True),
        queries.ever(selector),
    ):
        assert promql.count("page_views_total") == promql.count(ours) > 0


def test_further_matchers_and_several_names_stay_within_the_project() -> None:
    ours = 'org="demo",project="demo-shop"'
    assert PLACE.selector("x", 'a="b"') == f'x{{{ours},a="b"}}'
    assert PLACE.named(["x", "y_total"]) == f'{{__name__=~"x|y_total",{ours}}}'
    assert SUBJECT.part("_sum") == f"page_views_total_sum{{{ours}}}"


def test_text_cannot_leave_its_quotes() -> None:
    hostile = Subject('a"} or up{x="', "b\\", "page_views_total")
    assert hostile.selector == (r'page_views_total{org="a\"} or up{x=\"",project="b\\"}')
    assert re.fullmatch(r'"\\n"', queries.quoted("\n"))
    assert Place("a", "b").selector("x") == 'x{org="a",project="b"}'


@pytest.mark.parametrize(
    ("seconds", "text"), [(15, "15s"), (60, "1m"), (900, "15m"), (7_200, "2h"), (604_800, "7d")]
)
def test_durations_are_written_in_their_largest_unit(seconds: int, text: str) -> None:
    assert queries.duration(seconds) == text
    assert queries.within(seconds) == f"{text}1ms"
