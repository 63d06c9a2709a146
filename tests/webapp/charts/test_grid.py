"""Samples on a grid of times."""

from webapp.charts.grid import Line, counts, ends, folded, on_grid
from webapp.prometheus import Series


def test_times_are_whole_minutes_and_then_the_newest_window() -> None:
    times = ends(3_600_000 * 5 + 47.2, 60, 60)
    assert len(times) == 61
    assert all(time % 60 == 0 for time in times[:-1])
    assert (times[-2], times[-1]) == (18_000_000, 18_000_040)


def test_times_never_repeat_at_the_turn_of_a_step() -> None:
    for step in (15, 60, 900, 7_200):
        for now in (18_000_000.0, 18_000_004.9, 18_000_005.0, 18_000_009.9, 18_000_010.0):
            times = ends(now, step, 60)
            assert list(times) == sorted(set(times))
            assert times[-1] <= now - 5


def test_values_stand_at_their_times_and_gaps_stay_gaps() -> None:
    series = Series({}, ((60.0, 1.004), (180.0, 2.0)))
    assert on_grid(series, (60.0, 120.0, 180.0)) == (1.004, None, 2.0)
    assert counts(series, (60.0, 120.0, 180.0)) == (1, None, 2)


def test_what_is_no_number_is_a_gap() -> None:
    series = Series({}, ((60.0, float("nan")), (120.0, float("inf"))))
    assert on_grid(series, (60.0, 120.0)) == (None, None)


def test_other_is_what_the_named_lines_leave() -> None:
    largest = {"/": Series({}, ((60.0, 3.0), (120.0, 1.0)))}
    assert folded(largest, (5, 1), (60.0, 120.0)) == (
        Line("/", (3, 1)),
        Line("other", (2, 0), is_rest=True),
    )
    assert len(folded(largest, (3, 1), (60.0, 120.0))) == 1


def test_a_path_called_other_is_not_the_rest() -> None:
    largest = {"other": Series({}, ((60.0, 3.0),))}
    assert [line.is_rest for line in folded(largest, (5,), (60.0,))] == [False, True]


def test_what_rounding_leaves_is_no_other() -> None:
    largest = {"a": Series({}, ((60.0, 0.1 + 0.2),))}
    assert len(folded(largest, (0.3,), (60.0,))) == 1


def test_a_step_without_a_sample_is_zero_after_the_first_one_and_unknown_before() -> None:
    lone = {"/": Series({}, ((120.0, 3.0),))}
    times = (60.0, 120.0, 180.0, 240.0)
    assert folded(lone, (None, 3, None, 0), times) == (Line("/", (None, 3, 0, 0)),)
