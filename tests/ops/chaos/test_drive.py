import pytest

from ops.chaos.drive import until_in_force


@pytest.mark.parametrize("now", [1_000.0, 1_003.9, 1_004.0, 1_004.1, 1_009.999])
def test_the_wait_ends_at_a_window_that_begins_six_seconds_later_or_more(now: float) -> None:
    begins = now + until_in_force(now)
    assert begins % 5 == pytest.approx(0)
    assert 6 <= until_in_force(now) <= 11
