"""What a definition of each type writes (metrics.md laws 3 and 8)."""

import sys

import pytest

from consumers.core.id_buckets import IdBuckets
from consumers.core.partition import Partition
from consumers.core.series_table import SeriesTable
from schemas.beacon import Event
from schemas.definitions import Label
from schemas.triggers import (
    Automatic,
    Click,
    Custom,
    ElementVisible,
    EngagementTime,
    FileDownload,
    FormSubmit,
    JsError,
    OutboundLink,
    ScrollDepth,
    ServerEvent,
    WebVital,
    trigger_id,
)
from tests.consumers.core.logs import START, Logged, Ran, rules, run, tick, version, view

PAID = (Custom("paid"),)
LATER = START + 5_000
W = 5_000


def ran(*events: Event, **definition: object) -> Ran:
    """One beacon per event in one window, then a tick that closes it."""
    log = [
        Logged(LATER + n, view(f"id-{n:022d}", "/a", (event,))) for n, event in enumerate(events)
    ]
    known = rules(version(**{"name": "m", "triggers": PAID, "labels": (), **definition}))  # type: ignore[arg-type]
    return run([*log, Logged(LATER + W, tick())], known)


def paid(value: float | None, **properties: str | float | bool) -> Event:
    return Event("paid", value, properties)


def ledger(done: Ran, result: str, reason: str = "") -> float:
    labels = {"result": result, "reason": reason} if reason else {"result": result}
    return done.total("tally_ledger_events_total", **labels)


def test_a_counter_adds_up_values() -> None:
    done = ran(paid(2.5), paid(0.5), type="counter", name="m_total", value="event")
    assert done.of("m_total") == [(LATER + 2, 0), (LATER + W, 3.0)]


def test_a_gauge_is_the_last_by_offset_without_a_zero_before() -> None:
    done = ran(paid(9.0), paid(-4.0), type="gauge", value="event")
    assert done.of("m") == [(LATER + W, -4.0)]


def test_a_histogram_counts_into_inclusive_buckets_from_zero() -> None:
    done = ran(
        paid(0.25), paid(0.3), paid(7.0), type="histogram", value="event", buckets=(0.25, 1.0)
    )
    at = LATER + W
    assert done.of("m_bucket", le="0.25") == [(LATER + 2, 0), (at, 1)]
    assert done.of("m_bucket", le="1.0") == [(LATER + 2, 0), (at, 2)]
    assert done.of("m_bucket", le="+Inf") == [(LATER + 2, 0), (at, 3)]
    assert done.of("m_sum") == [(LATER + 2, 0), (at, 7.55)]
    assert done.of("m_count") == [(LATER + 2, 0), (at, 3)]


def test_a_value_that_is_no_number_or_negative_is_rejected_with_its_reason() -> None:
    done = ran(paid(None), paid(-1.0), paid(1.0), type="counter", name="m_total", value="event")
    assert done.total("m_total") == 1
    assert ledger(done, "rejected", "value_not_numeric") == 1
    assert ledger(done, "rejected", "negative_value") == 1
    assert ledger(done, "counted") == 1


def test_a_boolean_or_text_property_is_no_number() -> None:
    events = (paid(None, price=True), paid(None, price="7"), paid(None, price=7.0))
    done = ran(*events, type="counter", name="m_total", value="property:price")
    assert done.total("m_total") == 7
    assert ledger(done, "rejected", "value_not_numeric") == 2


def test_a_filter_that_says_no_leaves_the_event_unmatched() -> None:
    where = ({"property": "plan", "op": "in", "values": ["pro", "team"]},)
    done = ran(
        paid(1.0, plan="pro"), paid(1.0, plan="free"), paid(1.0), name="m_total", where=where
    )
    assert done.total("m_total") == 1
    assert ledger(done, "unmatched") == 2


def test_labels_of_properties_show_numbers_plainly_and_fold_what_is_not_allowed() -> None:
    labels = (
        Label("size", "property:size"),
        Label("plan", "property:plan", ("pro",)),
        Label("shop", "constant:north"),
    )
    done = ran(
        paid(1.0, size=12.0, plan="pro"), paid(1.0, size=1.5, plan="x"), paid(1.0),
        name="m_total", labels=labels,
    )  # fmt: skip
    assert done.total("m_total", size="12", plan="pro", shop="north") == 1
    assert done.total("m_total", size="1.5", plan="__other__") == 1
    assert done.total("m_total", size="", plan="") == 1


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        (Click("#buy"), Click("#other")),
        (FormSubmit("form"), FormSubmit("#other")),
        (OutboundLink(), None),
        (FileDownload(), FileDownload(("pdf",))),
        (ScrollDepth(), ScrollDepth((50,))),
        (EngagementTime(), None),
        (ElementVisible("#a"), ElementVisible("#a", 1.0)),
        (WebVital("LCP"), WebVital("CLS")),
        (JsError(), None),
    ],
)
def test_an_automatic_event_counts_where_its_trigger_id_is_asked_for(
    asked: Automatic, other: Automatic | None
) -> None:
    name = str(asked.__struct_config__.tag)
    events = (
        Event(name, triggers=(trigger_id(asked),)),
        Event(name, triggers=("unknown", *([trigger_id(other)] if other else ()))),
        Event(name),
    )
    done = ran(*events, name="m_total", triggers=(asked,))
    assert done.total("m_total") == 1
    assert ledger(done, "unmatched") == 2


def test_server_events_count_only_from_servers_and_are_never_bots() -> None:
    known = rules(version(name="m_total", triggers=(ServerEvent("paid"),), labels=()))
    beacons = [
        view("a" * 22, events=("paid",)),
        view("b" * 22, events=("paid",), source="server", user_agent="python-requests/2"),
    ]
    log = [Logged(LATER, beacon) for beacon in beacons]
    done = run([*log, Logged(LATER + W, tick())], known)
    assert done.total("m_total") == 1
    assert ledger(done, "unmatched") == 1


@pytest.mark.parametrize(
    ("type_", "column", "told"),
    # What a counter gained stands in the ledger too, where it is clamped again.
    [("counter", "m_total", 2), ("histogram", "m_sum", 1), ("summary", "m_sum", 1)],
)
def test_a_total_that_would_stop_being_finite_stays_at_the_largest_number_and_is_told(
    type_: str, column: str, told: int
) -> None:
    largest = sys.float_info.max
    definition = version(
        name="m_total" if type_ == "counter" else "m",
        type=type_,
        triggers=PAID,
        labels=(),
        value="property:amount",
    )
    partition = Partition(rules(definition), IdBuckets(), SeriesTable())
    log = [
        Logged(LATER + n * W, view(f"id-{n:022d}", "/", (paid(None, amount=value),)))
        for n, value in enumerate((largest, 1.0, largest))
    ]
    clamped, values = [], []
    for offset, logged in enumerate([*log, Logged(LATER + 3 * W, tick())]):
        assert partition.feed(offset, logged.at, logged.record)
        clamped.append(partition.clamped)
        values += [
            value
            for block in partition.drain().blocks
            if block.name == column and block.at % W == 0
            for value in block.values
        ]
    assert values == [largest] * 3
    assert clamped == [0, 0, 0, told]
