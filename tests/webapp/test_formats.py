"""Numbers and times as pages write them."""

import pytest

from webapp.formats import clock, iso, number, percent


def test_numbers_are_exact_in_groups_of_three() -> None:
    assert number(1_234_567) == "1\u202f234\u202f567"
    assert number(999) == "999"


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0"), (0.001, "<\u202f1"), (0.006, "1"), (0.354, "35"), (1, "100")]
)
def test_shares_are_whole_percents_and_a_little_is_not_nothing(share: float, text: str) -> None:
    assert percent(share) == f"{text}\u202f%"


def test_times_say_their_zone() -> None:
    assert iso(1_795_478_460) == "2026-11-24T00:01:00Z"
    assert clock(1_795_478_460) == "00:01 UTC"
