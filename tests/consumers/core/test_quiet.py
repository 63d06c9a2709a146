"""Law 4's rhythm, as a picture:

changed      10 min                     24 h
|--+--+--+--+--|--------+--------+------M
   every 15 s     every 240 s          marker
"""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consumers.core.quiet import EAGER_SPAN, is_repeat, next_repeat, phase_of
from consumers.core.windows import WINDOW

PHASES = st.integers(0, 2**64 - 1)
GRID = st.integers(0, 10**9).map(lambda steps: steps * WINDOW)


@given(GRID, PHASES, st.integers(0, 20_000).map(lambda steps: steps * WINDOW))
def test_the_next_repeat_is_the_first_grid_time_that_is_one(
    changed_at: int, phase: int, later: int
) -> None:
    after = changed_at + later
    following = next_repeat(after, changed_at, phase)
    between = range(after + WINDOW, following, WINDOW)
    assert is_repeat(following, changed_at, phase)
    assert not any(is_repeat(time, changed_at, phase) for time in between)


@given(GRID, PHASES)
def test_repeats_come_every_15_seconds_for_10_minutes_and_every_240_after(
    changed_at: int, phase: int
) -> None:
    times = [changed_at]
    while times[-1] < changed_at + 2 * EAGER_SPAN:
        times.append(next_repeat(times[-1], changed_at, phase))
    eager = [time for time in times[1:] if time <= changed_at + EAGER_SPAN]
    lazy = [time for time in times[1:] if time > changed_at + EAGER_SPAN]
    assert {b - a for a, b in pairwise(eager)} == {15_000}
    assert {b - a for a, b in pairwise(lazy)} == {240_000}
    assert eager[0] - changed_at <= 15_000
    assert lazy[0] - eager[-1] <= 255_000


def test_the_phase_is_xxh64_of_the_series_id() -> None:
    # The empty input's digest, from the reference implementation; both periods divide 240 s, 48 windows.
    assert phase_of("") == 0xEF46DB3751D8E999 % 48
