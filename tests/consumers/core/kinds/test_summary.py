"""Quantiles over 10 minutes in 5 slots; sum and count as of any counter.

START    +2     +4     +6     +8     +10    +12 min
  |--5---|------|------|------|------|--9---|
     '-- the 5 stands in the quantiles until +10 min
"""

from schemas.beacon import Event
from schemas.triggers import Custom
from tests.consumers.core.logs import START, Logged, Ran, rules, run, tick, version, view

W = 5_000
MINUTE = 60_000
TEN = 10 * MINUTE


def paid(at: int, *values: float) -> Logged:
    events = [Event("paid", value) for value in values]
    return Logged(at, view(f"id-{at:022d}", events=events))


def ran(*log: Logged, until: int, quantiles: tuple[float, ...] | None = None) -> Ran:
    known = rules(
        version(
            name="m",
            type="summary",
            value="event",
            triggers=(Custom("paid"),),
            labels=(),
            quantiles=quantiles,
        )
    )
    return run([*log, Logged(until, tick())], known)


def test_quantiles_stand_beside_sum_and_count() -> None:
    done = ran(paid(START, *range(1, 101)), until=START + W, quantiles=(0.5, 0.99))
    ((at, half),) = done.of("m", quantile="0.5")
    ((_, most),) = done.of("m", quantile="0.99")
    assert at == START + W
    assert half is not None
    assert abs(half - 50) <= 0.5
    assert most is not None
    assert abs(most - 99) <= 0.99
    assert done.of("m_sum") == [(START + 2, 0), (at, 5050)]
    assert done.of("m_count") == [(START + 2, 0), (at, 100)]


def test_without_a_choice_there_are_four_quantiles() -> None:
    done = ran(paid(START, 1.0), until=START + W)
    for quantile in ("0.5", "0.9", "0.95", "0.99"):
        assert len(done.of("m", quantile=quantile)) == 1


def test_a_quantile_forgets_what_left_the_10_minutes_and_is_not_repeated_when_empty() -> None:
    done = ran(paid(START, 5.0), until=START + 20 * MINUTE, quantiles=(0.5,))
    assert {round(value or 0, 1) for _, value in done.of("m", quantile="0.5")} == {5.0}
    assert START + 9 * MINUTE < done.of("m", quantile="0.5")[-1][0] <= START + TEN
    assert done.of("m_count")[-1][0] > START + 15 * MINUTE


def test_a_repeat_says_the_quantile_of_what_is_still_in_the_10_minutes() -> None:
    log = [paid(START, 5.0), paid(START + 6 * MINUTE, 9.0, 9.0, 9.0)]
    done = ran(*log, until=START + 15 * MINUTE, quantiles=(0.01,))
    told = {at: round(value or 0) for at, value in done.of("m", quantile="0.01")}
    assert {value for at, value in told.items() if at <= START + TEN} == {5}
    assert {value for at, value in told.items() if at > START + TEN} == {9}


def test_a_restored_summary_goes_on_with_its_slots() -> None:
    log = [paid(START, 5.0, 6.0), paid(START + 3 * MINUTE, 7.0), Logged(START + 4 * MINUTE, tick())]
    known = rules(version(name="m", type="summary", value="event", triggers=(Custom("paid"),)))
    whole, cut = run(log, known), run(log, known, restarts=(1, 2))
    assert cut.of("m", quantile="0.5") == whole.of("m", quantile="0.5") != []


def test_a_negative_value_is_rejected_as_the_sum_may_not_fall() -> None:
    done = ran(paid(START, -1.0, 1.0), until=START + W)
    assert done.total("m_count") == 1
    assert done.total("tally_ledger_events_total", reason="negative_value") == 1
