"""The PromQL of the front page carries our matchers in every selector."""

import re

from webapp.front import queries
from webapp.front.queries import Subject

SUBJECT = Subject("demo", "demo-shop", "page_views_total")


def test_every_selector_has_exactly_our_org_and_project() -> None:
    ours = 'page_views_total{org="demo",project="demo-shop"}'
    for promql in (
        queries.total(SUBJECT),
        queries.gained(SUBJECT, "1h"),
        queries.top_paths(SUBJECT),
        queries.per_minute(SUBJECT, "path"),
        queries.per_minute_of_the_largest(SUBJECT, "browser", 1_795_478_460.0),
        queries.ever(SUBJECT),
    ):
        assert promql.count("page_views_total") == promql.count(ours) > 0


def test_text_cannot_leave_its_quotes() -> None:
    hostile = Subject('a"} or up{x="', "b\\", "page_views_total")
    assert hostile.selector == (r'page_views_total{org="a\"} or up{x=\"",project="b\\"}')
    assert re.fullmatch(r'"\\n"', queries.quoted("\n"))
