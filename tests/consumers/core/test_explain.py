"""Explain says what counting does: it runs the same code, and a property holds it to the outcome."""

from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.core.explain import Explanation, Verdict, explain
from consumers.core.rules import Rules
from consumers.core.windows import WINDOW
from schemas.beacon import Event
from schemas.definitions import LABEL_SOURCES, Condition, Label
from schemas.records.beacons import Beacon
from schemas.triggers import Click, Custom, PageView, ServerEvent, trigger_id
from tests.consumers.core.logs import START, Logged, Ran, rules, run, tick, version, view

BUTTON = Click("#buy")
PRO = Condition("plan", "eq", ("pro",))
SPENT = (Condition("amount", "gt", (10.0,)), Condition("plan", "exists"))

EVENTS = st.builds(
    Event,
    st.sampled_from(["page_view", "signup", "click", "paid", "unheard_of"]),
    st.sampled_from([None, -1.0, 0.0, 0.25, 3.0]),
    st.dictionaries(
        st.sampled_from(["plan", "amount"]), st.sampled_from(["pro", "free", 7.0, 11.0, True])
    ),
    st.sampled_from([(), (trigger_id(BUTTON),), ("somethings",)]),
)
BEACONS = st.builds(
    view,
    st.integers(0, 9).map(lambda n: f"id-{n:022d}"),
    st.sampled_from(["/", "/a", "/b/7"]),
    st.lists(EVENTS, min_size=1, max_size=4),
    source=st.sampled_from(["browser", "server"]),
    webdriver=st.sampled_from([False, False, False, True]),
)
DEFINITIONS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["counter", "gauge", "histogram", "summary", "distinct"]),
        "value": st.sampled_from(["one", "event", "property:amount"]),
        "triggers": st.lists(
            st.sampled_from([PageView(), Custom("signup"), ServerEvent("paid"), BUTTON]),
            min_size=1,
            max_size=3,
        ),
        "where": st.sampled_from([(), (PRO,), SPENT]),
        "labels": st.sampled_from([(), (Label("path", "path"),), (Label("p", "property:plan"),)]),
        "state": st.sampled_from(["active", "active", "active", "paused", "deleted"]),
        "effective_at": st.sampled_from([0, START, START + WINDOW]),
    }
)


def defined(definitions: list[dict[str, object]]) -> Rules:
    """Definitions d0, d1... of metrics m0, m1..."""
    return rules(
        *(
            version(definition=f"d{n}", name=f"m{n}", **fields)  # type: ignore[arg-type]
            for n, fields in enumerate(definitions)
        )
    )


def counted(beacon: Beacon, known: Rules) -> Ran:
    """What an owner writes of this beacon alone, in the window at START."""
    return run([Logged(START, beacon), Logged(START + 2 * WINDOW, tick())], known)


def ledger(ran: Ran) -> dict[tuple[str, str], float]:
    found = {}
    for series, at, value in ran.samples:
        labels = dict(series)
        if labels["__name__"] == "tally_ledger_events_total" and at == START + WINDOW and value:
            found[labels["result"], labels["reason"]] = value
    found.pop(("accepted", ""))
    return found


@settings(max_examples=100, deadline=None)
@given(BEACONS, st.lists(DEFINITIONS, max_size=4))
def test_it_says_what_the_ledger_counts(
    beacon: Beacon, definitions: list[dict[str, object]]
) -> None:
    known = defined(definitions)
    said = Counter((e.result, e.reason) for e in explain(beacon, known, START).events)
    assert said == ledger(counted(beacon, known))


@settings(max_examples=100, deadline=None)
@given(BEACONS, st.lists(DEFINITIONS, max_size=4))
def test_the_series_it_names_are_the_series_that_are_written(
    beacon: Beacon, definitions: list[dict[str, object]]
) -> None:
    """One event a beacon, so that the sample at the window's end is what this event brought."""
    known = defined(definitions)
    for number, event in enumerate(beacon.events):
        alone = msgspec.structs.replace(beacon, id=f"{beacon.id}{number}", events=(event,))
        explained = explain(alone, known, START)
        told = {
            (frozenset({"__name__": touched.name, **touched.labels}.items()), touched.value)
            for verdict in explained.events[0].definitions
            for touched in verdict.series
            if touched.value and not explained.result
        }
        written = {
            (frozenset(series), value)
            for series, at, value in counted(alone, known).samples
            if at == START + WINDOW and value and "day" not in dict(series)
        }
        assert told == written


@settings(max_examples=60, deadline=None)
@given(BEACONS, DEFINITIONS)
def test_a_definition_that_takes_an_event_says_so_and_no_other(
    beacon: Beacon, fields: dict[str, object]
) -> None:
    known = defined([fields])
    for told in explain(beacon, known, START).events:
        taken = [verdict.verdict for verdict in told.definitions].count("taken")
        if told.result not in ("bot", "duplicate"):
            assert told.counted_in == taken
            assert (told.result == "counted") == bool(taken)


def only(explanation: Explanation) -> Verdict:
    (told,) = explanation.events
    (verdict,) = told.definitions
    return verdict


def verdict_of(event: Event, **fields: object) -> Verdict:
    beacon = view("a" * 22, events=(event,))
    return only(explain(beacon, rules(version(**fields)), START))  # type: ignore[arg-type]


def test_a_taken_event_names_its_series() -> None:
    (touched,) = verdict_of(Event("page_view")).series
    assert touched.name == "views_total"
    assert touched.labels == {"org": "acme", "project": "shop", "path": "/"}
    assert touched.value == 1


def test_a_histogram_names_the_buckets_the_value_falls_into() -> None:
    fields = {"type": "histogram", "name": "size", "value": "event", "buckets": (1.0, 2.0, 4.0)}
    found = verdict_of(Event("page_view", 2.0), **fields).series
    assert [(t.name, t.labels.get("le", ""), t.value) for t in found] == [
        ("size_bucket", "2.0", 1),
        ("size_bucket", "4.0", 1),
        ("size_bucket", "+Inf", 1),
        ("size_sum", "", 2),
        ("size_count", "", 1),
    ]


def test_a_gauge_that_is_set_to_0_names_its_series() -> None:
    found = verdict_of(Event("page_view", 0.0), type="gauge", name="size", value="event").series
    assert [(t.name, t.value) for t in found] == [("size", 0)]


def test_an_event_that_nobody_waits_for_is_told_what_is_waited_for() -> None:
    verdict = verdict_of(Event("unheard_of"))
    assert (verdict.verdict, verdict.triggers) == ("no_trigger", (PageView(), Custom("signup")))


def test_the_first_filter_that_does_not_hold_is_named() -> None:
    event = Event("page_view", None, {"amount": 11.0})
    verdict = verdict_of(event, where=SPENT)
    assert (verdict.verdict, verdict.condition) == ("filtered", SPENT[1])


def test_a_click_elsewhere_has_no_trigger_even_where_a_filter_would_refuse_it_too() -> None:
    elsewhere = Event("click", None, {}, ("somethings",))
    assert verdict_of(elsewhere, triggers=(BUTTON,), where=(PRO,)).verdict == "no_trigger"
    here = Event("click", None, {}, (trigger_id(BUTTON),))
    assert verdict_of(here, triggers=(BUTTON,), where=(PRO,)).verdict == "filtered"


def test_a_value_that_cannot_be_taken_says_the_ledgers_reason() -> None:
    assert verdict_of(Event("page_view"), value="event").verdict == "value_not_numeric"
    assert verdict_of(Event("page_view", -1.0), value="event").verdict == "negative_value"


def test_a_paused_and_a_scheduled_definition_say_so_and_a_deleted_one_is_gone() -> None:
    assert verdict_of(Event("page_view"), state="paused").verdict == "paused"
    later = verdict_of(Event("page_view"), effective_at=START + WINDOW)
    assert (later.verdict, later.since) == ("scheduled", START + WINDOW)
    known = rules(version(state="deleted"))
    assert explain(view("a" * 22), known, START).events[0].definitions == ()


def test_an_edited_definition_is_judged_by_the_version_in_force() -> None:
    known = rules(version(1), version(2, START + WINDOW, labels=()))
    assert only(explain(view("a" * 22), known, START)).version == 1
    assert only(explain(view("a" * 22), known, START + WINDOW)).version == 2


def test_a_duplicate_and_a_bot_count_nowhere_and_still_show_what_would_have() -> None:
    for beacon, result in (
        (explain(view("a" * 22), rules(), START, is_duplicate=True), "duplicate"),
        (explain(view("a" * 22, webdriver=True), rules(), START), "bot"),
    ):
        assert beacon.result == beacon.events[0].result == result
        assert beacon.events[0].counted_in == 0
        assert only(beacon).verdict == "taken"


def test_every_label_source_is_shown_with_its_value() -> None:
    enrichment = explain(view("a" * 22, "/b/7"), rules(), START).enrichment
    assert tuple(enrichment) == LABEL_SOURCES
    assert (enrichment["path"], enrichment["browser"]) == ("/b/:id", "Firefox")


def test_only_as_many_events_as_asked_for_are_explained_by_definition() -> None:
    beacon = view("a" * 22, events=("page_view", "signup", "unheard_of"))
    told = explain(beacon, rules(), START, detailed=1).events
    assert [len(event.definitions) for event in told] == [1, 0, 0]
    assert [event.result for event in told] == ["counted", "counted", "unmatched"]
