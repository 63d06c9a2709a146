"""The sum that has to come out even."""

from webapp.ledger.days import Books, Compared, Entry, books

DAY = "2026-11-25"
ENTRIES = [
    Entry("k1", DAY, "accepted", "", 20),
    Entry("k2", DAY, "accepted", "", 5),
    Entry("k1", DAY, "counted", "", 7),
    Entry("k2", DAY, "counted", "", 5),
    Entry("k1", DAY, "duplicate", "", 4),
    Entry("k1", DAY, "bot", "", 3),
    Entry("k1", DAY, "unmatched", "", 3),
    Entry("k1", DAY, "rejected", "value_not_numeric", 1),
    Entry("k1", DAY, "rejected", "negative_value", 2),
]


def test_all_keys_of_a_day_are_one_sum() -> None:
    found = books(ENTRIES)
    rejected = {"negative_value": 2, "value_not_numeric": 1}
    assert found == Books(25, 12, 4, 3, 3, rejected)
    assert list(found.rejected) == ["negative_value", "value_not_numeric"]
    assert found.settled == 25
    assert found.balanced


def test_what_waits_was_accepted_and_has_no_result_yet() -> None:
    found = books(ENTRIES, waiting=6)
    assert (found.accepted, found.waiting, found.balanced) == (31, 6, True)


def test_one_missing_event_is_seen() -> None:
    assert not books(ENTRIES[:-1]).balanced
    assert not books(ENTRIES[1:]).balanced


def test_nothing_is_balanced() -> None:
    assert books([]) == Books()
    assert Books().balanced


def test_sums_of_the_same_numbers_are_equal_in_whatever_order_they_were_added() -> None:
    assert Compared("m", 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1).equal
    assert not Compared("m", 1_000_000_000, 1_000_000_001).equal
    assert Compared("m", 0, 0).equal
    assert not Compared("m", 3, 2).equal
    assert not Compared("m", 3, 3, resets=True).equal
