"""What the canary holds against Prometheus: rises over what stood before, each beacon once."""

import pytest

from ops.audit.canary.tally import MOST_OPEN, Tally


def sent(acknowledged: int, unanswered: int = 0) -> Tally:
    tally = Tally()
    for number in range(acknowledged):
        tally.begin(str(number))
        tally.acknowledge()
    for number in range(unanswered):
        tally.begin(f"open-{number}")
    return tally


@pytest.mark.parametrize(
    ("acknowledged", "shown", "lowest", "difference"),
    [
        (0, None, None, 0),
        (0, 40, 40, 0),
        (3, 3, 0, 0),
        (3, 43, 40, 0),
        (3, 42, 40, -1),
        (3, 40, 40, -3),
        (3, 44, 40, 1),
        (3, None, None, -3),
    ],
)
def test_what_is_shown_is_what_was_acknowledged(
    acknowledged: int, shown: float | None, lowest: float | None, difference: float
) -> None:
    assert sent(acknowledged).difference(shown, lowest) == difference


@pytest.mark.parametrize(("shown", "difference"), [(41, -1), (42, 0), (43, 0), (44, 0), (45, 1)])
def test_what_has_no_answer_counts_at_most_once(shown: float, difference: float) -> None:
    assert sent(2, unanswered=2).difference(shown, 40) == difference


def test_the_total_before_the_first_beacon_is_kept() -> None:
    tally = sent(1)
    assert tally.difference(41, 40) == 0
    tally.begin("second")
    tally.acknowledge()
    assert tally.difference(42, 41) == 0


def test_a_difference_that_heals_is_one_no_more() -> None:
    tally = sent(2)
    assert tally.difference(41, 40) == -1
    assert tally.difference(42, 40) == 0


def test_a_refused_beacon_counts_for_nothing() -> None:
    tally = sent(1, unanswered=1)
    tally.refuse()
    assert tally.difference(41, 40) == 0
    assert tally.difference(42, 40) == 1


def test_not_more_are_begun_than_can_be_sent_again() -> None:
    tally = sent(0, unanswered=MOST_OPEN + 5)
    assert len(tally.open) == MOST_OPEN
