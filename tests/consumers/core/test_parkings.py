"""A project whose events cannot be evaluated is parked, alone, until control lifts it."""

import msgspec
import pytest

from consumers.core import labels
from consumers.core.rules import Rules
from schemas.beacon import Event, Page
from schemas.definitions import Label
from schemas.process.control import Entry
from schemas.records.beacons import Beacon
from schemas.records.control import Parking
from schemas.records.state import Parked
from schemas.triggers import Custom
from tests.consumers.core.logs import START, Logged, Ran, rules, run, tick, version, view

W = 5_000
FAULT = "fault"


@pytest.fixture(autouse=True)
def _a_source_with_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A label source that fails on one language: what a bug of ours in enrichment looks like."""

    def language(beacon: Beacon) -> str:
        if beacon.page and beacon.page.language == FAULT:
            raise ZeroDivisionError("a bug")
        return "en"

    monkeypatch.setitem(labels.CONTEXT, "language", language)


def known(*decisions: Parking) -> Rules:
    """Two definitions of one project, of which only the second meets the fault, and decisions on it."""
    made = rules(
        version(name="plain_total", labels=()),
        version(
            definition="d2",
            name="paid_total",
            triggers=(Custom("paid"),),
            value="event",
            labels=(Label("language", "language"),),
        ),
        version(definition="d3", name="all_total", triggers=(Custom("paid"),), labels=()),
    )
    for decision in decisions:
        made.apply(Entry(decision.key, decision, decision.version, 0))
    return made


def paid(at: int, language: str = "nl", project: str = "p1") -> Logged:
    events = (Event("paid", 1.0), Event("page_view"))
    beacon = view(f"id-{at:022d}", events=events, project_id=project)
    return Logged(
        at, msgspec.structs.replace(beacon, page=Page("https://shop.test/", language=language))
    )


def decision(number: int, state: str, since: int) -> Parking:
    fields = {"project_id": "p1", "version": number, "state": state, "effective_at": since}
    return msgspec.convert({"kind": "parking", **fields, "by": "ops", "why": "test"}, Parking)


def ledger(done: Ran, result: str) -> float:
    return done.total("tally_ledger_events_total", result=result)


def test_from_the_event_that_cannot_be_evaluated_on_nothing_of_the_project_counts() -> None:
    log = [paid(START), paid(START + 1, FAULT), paid(START + 2), Logged(START + W, tick())]
    done = run(log, known())
    assert done.total("plain_total") == done.total("paid_total") == done.total("all_total") == 1
    assert ledger(done, "counted") == 2
    assert done.total("tally_ledger_events_total", reason="project_parked") == 4
    parked = msgspec.json.decode(done.state["parked:p1"], type=Parked)
    assert (parked.offset, parked.window) == (1, START)
    assert parked.reason == "ZeroDivisionError: a bug"


def test_other_projects_of_the_partition_go_on() -> None:
    log = [paid(START + 1, FAULT), paid(START + 2, "en", "p2"), Logged(START + W, tick())]
    done = run(log, known())
    assert ledger(done, "unmatched") == 2


def test_a_parking_outlives_its_owner() -> None:
    log = [paid(START, FAULT), paid(START + W), paid(START + 2 * W), Logged(START + 3 * W, tick())]
    whole, cut = run(log, known()), run(log, known(), restarts=(1, 2, 3))
    assert cut.state == whole.state
    assert sorted(cut.samples, key=str) == sorted(whole.samples, key=str)
    assert ledger(cut, "rejected") == 6


def test_a_lift_lets_the_project_count_again_from_its_window() -> None:
    lift = decision(1, "lifted", START + 2 * W)
    log = [paid(START, FAULT), paid(START + W), paid(START + 2 * W), Logged(START + 3 * W, tick())]
    done = run(log, known(lift), restarts=(2,))
    assert done.total("paid_total") == done.total("plain_total") == 1
    assert ledger(done, "rejected") == 4
    assert "parked:p1" not in done.state


def test_an_earlier_lift_does_not_help_against_a_later_fault() -> None:
    lift = decision(1, "lifted", START - W)
    done = run([paid(START, FAULT), paid(START + W), Logged(START + 2 * W, tick())], known(lift))
    assert ledger(done, "rejected") == 4


def test_an_operator_parks_and_lifts_at_windows() -> None:
    decisions = (decision(1, "parked", START + W), decision(2, "lifted", START + 2 * W))
    log = [paid(START + n * W) for n in range(3)]
    done = run([*log, Logged(START + 3 * W, tick())], known(*decisions))
    assert done.total("paid_total") == 2
    assert done.total("tally_ledger_events_total", reason="project_parked") == 2


def test_duplicates_and_bots_of_a_parked_project_are_judged_first() -> None:
    log = [paid(START), paid(START), paid(START + 1)]
    log[2] = Logged(START + 1, msgspec.structs.replace(log[2].record, webdriver=True))
    done = run([*log, Logged(START + W, tick())], known(decision(1, "parked", START)))
    assert (ledger(done, "duplicate"), ledger(done, "bot"), ledger(done, "rejected")) == (2, 2, 2)
