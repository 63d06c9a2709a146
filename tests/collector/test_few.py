"""A sample with a bound: per kind, per stretch, and over all kinds."""

from collector.few import FirstFew


def test_the_first_ten_of_a_kind_are_taken_in_each_stretch_of_5_s() -> None:
    few = FirstFew()
    taken = [few.take("a", 5_000 + number * 100) for number in range(30)]
    assert taken == [True] * 10 + [False] * 20
    assert few.take("b", 9_999)
    assert few.take("a", 10_000)


def test_kinds_are_bounded_too() -> None:
    few = FirstFew(kinds=2)
    assert [few.take(kind, 0) for kind in ("a", "b", "c", "a")] == [True, True, False, True]
    assert few.take("c", 5_000)


def test_a_clock_that_steps_back_begins_another_stretch() -> None:
    few = FirstFew(limit=1)
    assert [few.take("a", at) for at in (5_000, 5_001, 0)] == [True, False, True]
