"""What waits: everything past the committed offset, nothing before it."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.live.waiting import Waiting

SHOP = ("acme", "shop")
BLOG = ("acme", "blog")


def test_events_wait_until_the_offset_after_them_is_committed() -> None:
    waiting = Waiting()
    waiting.note(0, 7, SHOP, 3)
    waiting.note(0, 9, BLOG, 1)
    waiting.note(1, 7, SHOP, 2)
    assert waiting.events == {SHOP: 5, BLOG: 1}
    waiting.commit({0: 7})
    assert waiting.events == {SHOP: 5, BLOG: 1}
    waiting.commit({0: 8})
    assert waiting.events == {SHOP: 2, BLOG: 1}
    waiting.commit({0: 10, 1: 8})
    assert waiting.events == {}


def test_what_is_read_after_it_was_counted_never_waits() -> None:
    waiting = Waiting()
    waiting.commit({0: 5})
    waiting.note(0, 4, SHOP, 3)
    assert waiting.events == {}


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=50),
    st.lists(st.integers(0, 50), max_size=5).map(sorted),
    st.integers(2, 8),
)
def test_it_never_says_less_than_what_waits_and_comes_to_nothing(
    records: list[int], commits: list[int], most: int
) -> None:
    waiting = Waiting(most)
    for offset, events in enumerate(records):
        waiting.note(0, offset, SHOP, events)
    for committed in commits:
        waiting.commit({0: committed})
        assert waiting.events.get(SHOP, 0) >= sum(records[committed:])
    waiting.commit({0: len(records)})
    assert waiting.events == {}
