"""A busy project is told in part, and told how much is missing."""

from webapp.live.pace import Pace


def test_so_many_messages_a_second_and_the_rest_is_counted() -> None:
    pace = Pace(shown=2)
    assert [pace.admits(1_000) for _ in range(4)] == [True, True, False, False]
    assert pace.left_out() == 2
    assert pace.left_out() == 0
    assert pace.admits(2_000)


def test_definitions_are_asked_for_so_many_events_a_second() -> None:
    pace = Pace(detailed=5)
    pace.admits(1_000)
    assert [pace.detailed(3), pace.detailed(3), pace.detailed(3)] == [3, 2, 0]
    pace.admits(2_000)
    assert pace.detailed(3) == 3
