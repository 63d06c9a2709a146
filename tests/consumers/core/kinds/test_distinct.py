"""Distinct counts over tumbling UTC windows.

START                +5 min                +10 min
  |--a--a,b------------|----------a----------|
 value  1   2         2 0         1         1 0      (0 stands 2 ms after the boundary)
"""

import pytest

from consumers.core.windows import DAY, utc_day
from schemas.beacon import Event
from schemas.triggers import Custom
from tests.consumers.core.logs import START, Logged, Ran, rules, run, tick, version, view

W = 5_000
FIVE = 300_000
TODAY = utc_day(START)


def visit(at: int, visitor: str, salt_day: str = TODAY, path: str = "/") -> Logged:
    beacon = view(f"id-{at:022d}", path, visitor=visitor, salt_day=salt_day)
    return Logged(at, beacon)


def ran(*log: Logged, until: int, **definition: object) -> Ran:
    known = rules(version(**{"name": "visitors", "type": "distinct", "labels": (), **definition}))  # type: ignore[arg-type]
    return run([*log, Logged(until, tick())], known)


def changes(done: Ran, window: str) -> list[tuple[int, float | None]]:
    """The samples that differ from the one before, of one window."""
    found: list[tuple[int, float | None]] = []
    for at, value in done.of("visitors", window=window):
        if not found or found[-1][1] != value:
            found.append((at, value))
    return found


def test_the_running_value_stands_at_each_change_and_falls_to_0_at_the_boundary() -> None:
    log = [visit(START, "a"), visit(START + W, "a"), visit(START + W + 1, "b")]
    log.append(visit(START + FIVE + W, "a"))
    done = ran(*log, until=START + 3 * FIVE)
    assert changes(done, "5m") == [
        (START + W, 1),
        (START + 2 * W, 2),
        (START + FIVE + 2, 0),
        (START + FIVE + 2 * W, 1),
        (START + 2 * FIVE + 2, 0),
    ]
    assert changes(done, "1h") == [(START + W, 1), (START + 2 * W, 2)]
    assert changes(done, "1d") == [(START + W, 1), (START + 2 * W, 2)]


def test_what_comes_in_the_last_5_seconds_still_counts_for_the_window_that_ends() -> None:
    log = [visit(START + FIVE - 1, "a"), visit(START + FIVE, "a")]
    done = ran(*log, until=START + FIVE + W)
    assert done.of("visitors", window="5m") == [
        (START + FIVE, 1),
        (START + FIVE + 2, 0),
        (START + FIVE + W, 1),
    ]


def test_a_day_ends_at_midnight_utc_however_long_nothing_came() -> None:
    done = ran(visit(START, "a"), until=START + DAY + FIVE)
    assert changes(done, "1d")[:2] == [(START + W, 1), (START + DAY + 2, 0)]


def test_only_the_windows_that_were_chosen_are_written() -> None:
    done = ran(visit(START, "a"), until=START + W, window=("1h",))
    assert done.of("visitors", window="1h") == [(START + W, 1)]
    assert done.of("visitors", window="5m") == done.of("visitors", window="1d") == []


@pytest.mark.parametrize(("visitor", "day"), [("", TODAY), ("a", utc_day(START - DAY)), ("a", "")])
def test_beacons_that_cannot_be_told_apart_are_counted_beside(visitor: str, day: str) -> None:
    done = ran(visit(START, visitor, day), visit(START + 1, "b"), until=START + W)
    assert done.of("visitors", window="5m") == [(START + W, 1)]
    assert done.of("visitors_unidentified") == [(START + 2, 0), (START + W, 1)]
    assert done.total("tally_ledger_events_total", result="counted") == 2


def test_the_salt_of_a_day_counts_until_its_last_window() -> None:
    midnight = START + DAY
    log = [visit(START, "a"), visit(midnight - 1, "b"), visit(midnight, "a")]
    log.append(visit(midnight + 1, "c", utc_day(midnight)))
    done = ran(*log, until=midnight + W)
    assert changes(done, "1d") == [
        (START + W, 1),
        (midnight, 2),
        (midnight + 2, 0),
        (midnight + W, 1),
    ]
    assert done.total("visitors_unidentified") == 1


def test_the_values_of_a_property_are_told_apart_as_labels_show_them() -> None:
    plans: list[str | float | None] = ["pro", "pro", "team", True, 12.0, "12", "", None]
    events = [Event("paid", None, {} if p is None else {"plan": p}) for p in plans]
    done = ran(
        Logged(START, view("a" * 22, events=events)),
        until=START + W,
        triggers=(Custom("paid"),),
        value="property:plan",
    )
    assert done.total("visitors", window="5m") == 4
    assert done.total("visitors_unidentified") == 2


def test_each_label_set_has_a_count_of_its_own() -> None:
    log = [visit(START, "a", path="/a"), visit(START + 1, "a", path="/b")]
    log.append(visit(START + 2, "b", path="/b"))
    done = ran(*log, until=START + W, labels=({"name": "path", "source": "path"},))
    assert done.total("visitors", window="1h", path="/a") == 1
    assert done.total("visitors", window="1h", path="/b") == 2


def test_a_restored_count_knows_whom_it_has_seen_however_many() -> None:
    log = [visit(START + n, f"v{n}") for n in range(700)]
    log += [visit(START + W + n, f"v{n}") for n in range(700)]
    log.append(Logged(START + 2 * W, tick()))
    known = rules(version(name="visitors", type="distinct", labels=()))
    cut = run(log, known, restarts=(701, 1_100))
    first, second = cut.of("visitors", window="1d")
    assert first[1] == second[1] != 0


def test_a_pause_ends_a_count_before_its_boundary() -> None:
    change = START + 60_000
    known = rules(
        version(name="visitors", type="distinct", labels=()),
        version(2, change, state="paused", name="visitors", type="distinct", labels=()),
    )
    done = run([visit(START, "a"), Logged(START + DAY + FIVE, tick())], known)
    assert done.of("visitors", window="5m")[-1] == (change + 1, None)
