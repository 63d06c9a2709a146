"""The laws of metrics.md that hold for the pure core, as properties over arbitrary logs."""

from collections import Counter, defaultdict
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.core.rules import Rules
from consumers.core.windows import BUCKET, DAY, WINDOW, utc_day, window_of
from schemas.beacon import Event
from schemas.definitions import Label
from schemas.records.beacons import Beacon
from schemas.triggers import Custom
from tests.consumers.core.logs import (
    START,
    Logged,
    Ran,
    Sample,
    Series,
    rules,
    run,
    tick,
    version,
    view,
)

IDS = st.integers(0, 12).map(lambda n: f"id-{n:022d}")
PAID = st.builds(
    Event,
    st.just("paid"),
    st.sampled_from([None, -1.0, 0.0, 0.25, 3.0]),
    st.dictionaries(st.just("plan"), st.sampled_from(["pro", "free", 7.0]), max_size=1),
)
BEACONS = st.builds(
    view,
    IDS,
    st.sampled_from(["/", "/a", "/b/7"]),
    st.lists(
        st.one_of(st.sampled_from(["page_view", "signup", "unheard_of"]), PAID),
        min_size=1,
        max_size=3,
    ),
    visitor=st.sampled_from(["", "v1", "v2", "v3"]),
    salt_day=st.sampled_from([utc_day(START), utc_day(START + DAY)]),
)
# Mostly within a window or a few, sometimes a quiet hour or two days; a broker's clock may step back.
STEPS = st.one_of(
    st.integers(0, 2 * WINDOW),
    st.integers(-3 * WINDOW, 20 * WINDOW),
    st.sampled_from([BUCKET, 26 * BUCKET, 27 * BUCKET, DAY, 2 * DAY]),
)


@st.composite
def logs(draw: st.DrawFn) -> list[Logged]:
    now, log = START, []
    for _ in range(draw(st.integers(1, 16))):
        now += draw(STEPS)
        log.append(Logged(now, draw(st.one_of(BEACONS, BEACONS, st.builds(tick)))))
    return [*log, Logged(max(logged.at for logged in log) + 2 * WINDOW, tick())]


def windows_of(log: list[Logged]) -> list[int]:
    """Each record's window: its own, or the newest already opened (law 1)."""
    newest, found = 0, []
    for logged in log:
        newest = max(newest, window_of(logged.at))
        found.append(newest)
    return found


def by_series(ran: Ran) -> dict[Series, list[Sample]]:
    found = defaultdict(list)
    for sample in ran.samples:
        found[sample[0]].append(sample)
    return {series: sorted(samples, key=lambda s: s[1]) for series, samples in found.items()}


def stored_series(ran: Ran) -> dict[str, bytes]:
    return {key: value for key, value in ran.state.items() if key.startswith("series:")}


def everything() -> Rules:
    """A definition of each type, one that overflows, one paused and resumed, one that is edited."""
    plan = (Label("plan", "property:plan", ("pro",)),)
    return rules(
        version(),
        version(definition="d2", name="few_total", max_series=1),
        version(definition="d3", name="basket", type="gauge", value="event", triggers=PAID_EVENT),
        version(
            definition="d4",
            name="order",
            type="histogram",
            value="event",
            triggers=PAID_EVENT,
            labels=plan,
            buckets=(0.25, 1.0),
        ),
        version(1, definition="d5", name="paused_total", labels=()),
        version(2, START + 30_000, "d5", 0, "paused", name="paused_total", labels=()),
        version(3, START + 600_000, "d5", 1, name="paused_total", labels=()),
        version(1, definition="d6", name="edited_total"),
        version(2, START + DAY, "d6", 1, name="edited_total", labels=(Label("os", "os"),)),
        version(definition="d7", name="pages_total", labels=(Label("path", "path", (), 1),)),
        version(
            definition="d8", name="paid", type="summary", value="event", triggers=PAID_EVENT, labels=()
        ),
        version(definition="d9", name="visitors", type="distinct", max_series=2),
        version(1, definition="d10", name="plans", type="distinct", value="property:plan"),
        version(
            2, START + 420_000, "d10", 0, "paused",
            name="plans", type="distinct", value="property:plan",
        ),
    )  # fmt: skip


PAID_EVENT = (Custom("paid"),)


@settings(max_examples=100, deadline=None)
@given(logs(), st.sets(st.integers(0, 16)), st.integers(1, 40))
def test_law_1_output_is_a_function_of_the_log_however_often_its_owner_dies(
    log: list[Logged], restarts: set[int], max_rows: int
) -> None:
    whole, cut = run(log, everything()), run(log, everything(), restarts, max_rows)
    assert Counter(cut.samples) == Counter(whole.samples)
    assert stored_series(cut) == stored_series(whole)


@settings(max_examples=60, deadline=None)
@given(logs())
def test_law_2_a_series_has_one_value_per_timestamp_and_never_falls(log: list[Logged]) -> None:
    for samples in by_series(run(log, rules())).values():
        times = [at for _, at, _ in samples]
        assert len(set(times)) == len(times)
        values = [value for _, _, value in samples if value is not None]
        assert values == sorted(values)


@settings(max_examples=60, deadline=None)
@given(logs())
def test_law_2_holds_for_every_type(log: list[Logged]) -> None:
    for samples in by_series(run(log, everything())).values():
        times = [at for _, at, _ in samples]
        assert len(set(times)) == len(times)


@settings(max_examples=60, deadline=None)
@given(logs())
def test_law_8_a_distinct_count_begins_anew_at_each_boundary_and_rises_between(
    log: list[Logged],
) -> None:
    lengths = {"5m": 300_000, "1h": 3_600_000, "1d": DAY}
    seen = {
        series: samples
        for series, samples in by_series(run(log, everything())).items()
        if "window" in dict(series)
    }
    for series, samples in seen.items():
        length = lengths[dict(series)["window"]]
        for (_, at, value), (_, later, next_value) in pairwise(samples):
            same = (at - 1) // length == (later - 1) // length
            if value is not None and next_value is not None and at % WINDOW == 0:
                if same:
                    assert next_value >= value
                elif value > 0:
                    assert next_value == 0
                    assert later == at - at % -length + 2


@settings(max_examples=60, deadline=None)
@given(logs())
def test_law_3_the_total_before_stands_at_or_just_after_the_start_of_a_changed_window(
    log: list[Logged],
) -> None:
    for samples in by_series(run(log, rules())).values():
        assert samples[0][2] == 0
        assert samples[0][1] % WINDOW == 2
        for (_, before_at, before), (_, at, value) in pairwise(samples):
            if value is not None and before is not None and value != before:
                assert before_at in (at - WINDOW, at - WINDOW + 2)


@settings(max_examples=60, deadline=None)
@given(logs())
def test_law_4_a_quiet_series_is_never_absent_for_5_minutes_until_its_marker(
    log: list[Logged],
) -> None:
    for series, samples in by_series(run(log, rules())).items():
        for (_, at, value), (_, next_at, following) in pairwise(samples):
            if value is not None:
                assert next_at - at < 300_000
            else:
                assert at % WINDOW == 1
                assert following is not None
                assert next_at % WINDOW == 2
        assert "unheard_of" not in str(series)


@settings(max_examples=100, deadline=None)
@given(logs(), st.sets(st.integers(0, 16)))
def test_law_5_each_event_counts_once_whatever_dies(log: list[Logged], restarts: set[int]) -> None:
    counted = fresh = 0
    seen: dict[str, int] = {}
    for window, logged in zip(windows_of(log), log, strict=True):
        beacon, bucket = logged.record, window // BUCKET
        if isinstance(beacon, Beacon):
            if beacon.id not in seen or bucket - seen[beacon.id] > 26:
                counted += sum(e.name in ("page_view", "signup") for e in beacon.events)
            seen[beacon.id] = bucket
            fresh += len(beacon.events)
    ran = run(log, rules(), restarts)
    assert increments(ran, "views_total") == counted
    assert increments(ran, "tally_ledger_events_total", result="counted") == counted
    assert increments(ran, "tally_ledger_events_total", result="accepted") == fresh


def increments(ran: Ran, name: str, **labels: str) -> float:
    """What PromQL's increase adds up to: rises between neighbours, as the first sample is 0."""
    wanted, total = {"__name__": name, **labels}.items(), 0.0
    for samples in by_series(ran).values():
        if wanted <= dict(samples[0][0]).items():
            values = [value for _, _, value in samples if value is not None]
            total += sum(b - a if b >= a else b for a, b in pairwise(values))
    return total


@settings(max_examples=60, deadline=None)
@given(logs())
def test_law_6_an_id_is_a_duplicate_within_27_buckets_counted_or_not(log: list[Logged]) -> None:
    seen: dict[str, int] = {}
    duplicates = 0
    for window, logged in zip(windows_of(log), log, strict=True):
        beacon, bucket = logged.record, window // BUCKET
        if isinstance(beacon, Beacon):
            if beacon.id in seen and bucket - seen[beacon.id] <= 26:
                duplicates += len(beacon.events)
            seen[beacon.id] = bucket
    ran = run(log, rules())
    assert increments(ran, "tally_ledger_events_total", result="duplicate") == duplicates


@settings(max_examples=60, deadline=None)
@given(logs())
def test_the_ledger_balances_for_every_day(log: list[Logged]) -> None:
    ran = run(log, rules())
    days = {dict(series)["day"] for series, _, _ in ran.samples if "day" in dict(series)}
    for day in days:
        per = {
            result: increments(ran, "tally_ledger_events_total", day=day, result=result)
            for result in ("accepted", "counted", "duplicate", "bot", "unmatched", "rejected")
        }
        assert per.pop("accepted") == sum(per.values())


@settings(max_examples=60, deadline=None)
@given(logs(), st.sets(st.integers(0, 16)))
def test_the_ledger_of_a_metric_is_what_its_series_gained_whatever_dies(
    log: list[Logged], restarts: set[int]
) -> None:
    ran = run(log, everything(), restarts)
    names = {"views_total": "", "few_total": "", "order": "_count", "edited_total": ""}
    for metric, suffix in names.items():
        written = increments(ran, "tally_ledger_metric_total", metric=metric)
        assert written == increments(ran, metric + suffix)
    assert increments(ran, "tally_ledger_metric_total", metric="basket") == 0
