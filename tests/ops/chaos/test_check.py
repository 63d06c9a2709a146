"""Sums against what was acknowledged: right ones pass, each wrong one is named."""

import pytest

from ops.chaos.beacons import beacons
from ops.chaos.check import faults
from ops.chaos.ledger import Ledger

SENT = list(beacons(seed=3, count=400, token="t", site="http://shop.test"))


def ledger() -> Ledger:
    """Everything acknowledged, the first ten once more."""
    held = Ledger()
    for beacon in [*SENT, *SENT[:10]]:
        held.acknowledge(beacon)
    return held


EXPECTED = ledger().expected()
VIEWS = {path: float(count) for path, count in EXPECTED.views.items()}
EVENTS = {
    "accepted": float(EXPECTED.least_accepted),
    "counted": float(EXPECTED.views.total()),
    "duplicate": float(sum(beacon.events for beacon in SENT[:10])),
    "bot": float(EXPECTED.bots),
    "unmatched": float(EXPECTED.unmatched),
}


def test_what_was_acknowledged_is_what_has_to_be_found() -> None:
    assert len(ledger()) == 400
    assert ledger().repeated() == 10
    assert min(EXPECTED.bots, EXPECTED.unmatched) > 0
    assert list(faults(EXPECTED, VIEWS, EVENTS)) == []


def test_a_beacon_stored_once_more_than_it_was_answered_is_a_duplicate_and_no_fault() -> None:
    events = {**EVENTS, "accepted": EVENTS["accepted"] + 1, "duplicate": EVENTS["duplicate"] + 1}
    assert list(faults(EXPECTED, VIEWS, events)) == []


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("result", ["accepted", "counted", "duplicate", "bot", "unmatched"])
def test_a_result_that_is_off_by_one_is_refused(result: str, by: int) -> None:
    assert list(faults(EXPECTED, VIEWS, {**EVENTS, result: EVENTS[result] + by}))


def test_a_path_that_is_off_by_one_absent_or_unknown_is_refused() -> None:
    for path, count in VIEWS.items():
        assert list(faults(EXPECTED, {**VIEWS, path: count + 1}, EVENTS))
        assert list(faults(EXPECTED, {p: c for p, c in VIEWS.items() if p != path}, EVENTS))
    assert list(faults(EXPECTED, {**VIEWS, "/never": 1.0}, EVENTS))


def test_rejected_events_are_refused_even_when_the_balance_holds() -> None:
    events = {**EVENTS, "rejected": 1.0, "duplicate": EVENTS["duplicate"] - 1}
    assert list(faults(EXPECTED, VIEWS, events)) == ["ledger, rejected: 0 acknowledged, 1 found"]


def test_an_acknowledged_beacon_that_was_never_stored_is_refused() -> None:
    lost = {**EVENTS, "accepted": EVENTS["accepted"] - 1, "duplicate": EVENTS["duplicate"] - 1}
    assert any("answered with 204" in line for line in faults(EXPECTED, VIEWS, lost))
