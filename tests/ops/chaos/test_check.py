"""Sums against what was acknowledged: right ones pass, each wrong one is named."""

import pytest

from ops.chaos.beacons import beacons
from ops.chaos.check import Found, off
from ops.chaos.ledger import Ledger
from ops.chaos.sites import Site

SITES = [Site(name, n, f"https://{name}.test", "t") for n, name in enumerate(("shop", "blog"))]
SENT = list(beacons(seed=3, count=800, sites=SITES))


def ledger() -> Ledger:
    """Everything acknowledged, the first ten once more."""
    held = Ledger()
    for beacon in [*SENT, *SENT[:10]]:
        held.acknowledge(beacon)
    return held


EXPECTED = ledger().expected()
VIEWS = {place: float(count) for place, count in EXPECTED.views.items()}
EVENTS = {
    **{place: float(count) for place, count in EXPECTED.events.items()},
    **{(p, "accepted"): float(count) for p, count in EXPECTED.least_accepted.items()},
    **{
        (site.project, "duplicate"): float(
            sum(beacon.events for beacon in SENT[:10] if beacon.project == site.project)
        )
        for site in SITES
    },
}


def wrong(views: dict[tuple[str, str], float], events: dict[tuple[str, str], float]) -> list[str]:
    return list(map(str, off(EXPECTED, Found(views, events))))


def test_what_was_acknowledged_is_what_has_to_be_found() -> None:
    assert len(ledger()) == 800
    assert ledger().repeated() == 10
    assert min(EXPECTED.events.values()) > 0
    assert wrong(VIEWS, EVENTS) == []


def test_a_beacon_stored_once_more_than_it_was_answered_is_a_duplicate_and_no_fault() -> None:
    more = {place: EVENTS[place] + 1 for place in [("shop", "accepted"), ("shop", "duplicate")]}
    assert wrong(VIEWS, {**EVENTS, **more}) == []


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("result", ["accepted", "counted", "duplicate", "bot", "unmatched"])
def test_a_result_that_is_off_by_one_is_refused(result: str, by: int) -> None:
    place = ("blog", result)
    assert wrong(VIEWS, {**EVENTS, place: EVENTS[place] + by})


def test_a_path_that_is_off_by_one_absent_or_unknown_is_refused() -> None:
    for place, count in VIEWS.items():
        assert wrong({**VIEWS, place: count + 1}, EVENTS)
        assert wrong({p: c for p, c in VIEWS.items() if p != place}, EVENTS)
    assert wrong({**VIEWS, ("shop", "/never"): 1.0}, EVENTS)


def test_what_one_project_lacks_another_does_not_make_good() -> None:
    shop, blog = ("shop", "counted"), ("blog", "counted")
    moved = {**EVENTS, shop: EVENTS[shop] - 1, blog: EVENTS[blog] + 1}
    assert len(wrong(VIEWS, moved)) == 4


def test_rejected_events_are_refused_even_when_the_balance_holds() -> None:
    duplicate = ("shop", "duplicate")
    events = {**EVENTS, ("shop", "rejected"): 1.0, duplicate: EVENTS[duplicate] - 1}
    assert wrong(VIEWS, events) == ["shop, ledger, rejected: 0 acknowledged, 1 found"]


def test_an_acknowledged_beacon_that_was_never_stored_is_refused() -> None:
    places = [("shop", "accepted"), ("shop", "duplicate")]
    lost = {**EVENTS, **{place: EVENTS[place] - 1 for place in places}}
    assert any("ledger, accepted" in line for line in wrong(VIEWS, lost))


def test_only_what_is_too_much_cannot_be_waited_for() -> None:
    place = ("shop", "/")
    for by, hopeless in ((-1, False), (1, True)):
        found = Found({**VIEWS, place: VIEWS[place] + by}, EVENTS)
        assert [one.is_too_much for one in off(EXPECTED, found)] == [hopeless]
