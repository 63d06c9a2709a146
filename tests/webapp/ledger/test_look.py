"""The ledger on a real Prometheus, holding what the core wrote of a log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count as counting

import msgspec
import pytest

from consumers.core.windows import DAY, WINDOW
from schemas.beacon import Event
from schemas.records.beacons import Beacon
from schemas.records.samples import Block
from schemas.triggers import Custom
from tests.consumers.core.logs import Logged, rules, tick, version, view
from tests.webapp.ledger.counted import count, write
from webapp.ledger.days import Books
from webapp.ledger.look import compared, last_days, ledger, refusals, usage
from webapp.ledger.queries import NotADay, Tenant
from webapp.prometheus import Prometheus

# Two days ago at noon: days that are over and one that is not, whatever the time is now.
TODAY = int(datetime.now(UTC).timestamp() * 1000) // DAY * DAY - 2 * DAY
NOON = TODAY + DAY // 2
NOW = datetime.fromtimestamp(NOON / 1000, UTC)
TODAYS, YESTERDAYS = last_days(NOW, 2)
_projects = counting()

SPENT = version(
    definition="d2", name="spent_total", value="event", triggers=(Custom("paid"),), labels=()
)
SIZES = version(
    definition="d3",
    name="size",
    type="histogram",
    value="event",
    triggers=(Custom("paid"),),
    labels=(),
    buckets=(1.0, 10.0),
)
KNOWN = (version(), SPENT, SIZES)


@pytest.fixture
def tenant() -> Tenant:
    """A project of its own in the shared Prometheus."""
    return Tenant("acme", f"ledger-{next(_projects)}")


@pytest.fixture
def look(prometheus: str) -> Prometheus:
    return Prometheus(prometheus, timeout=10)


@pytest.fixture
def append(tenant: Tenant) -> Callable[..., Logged]:
    """A record of this project at a time (ms)."""

    def logged(at: int, *events: str | Event, **changes: object) -> Logged:
        beacon: Beacon = view(f"{at:022d}", events=events or ("page_view",))
        own = {"project": tenant.project, **changes}
        return Logged(at, msgspec.structs.replace(beacon, **own))

    return logged


def a_day(append: Callable[..., Logged], start: int) -> list[Logged]:
    """Of 9 events 4 count; of the rest there is one or two of each other result."""
    first = append(start, "page_view", "page_view", "unheard_of")
    return [
        first,
        Logged(start + 1, first.record),
        append(start + 2, "page_view", webdriver=True),
        append(start + 60_000, "signup", key_id="k2"),
        append(start + 90_000, Event("paid", -1.0)),
        append(start + 120_000, Event("paid", 2.5)),
    ]


A_DAY = Books(10, 4, 3, 1, 1, {"negative_value": 1})
END = [Logged(NOON - 60_000, tick())]


def test_every_day_is_one_sum_and_comes_out_even(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    """Yesterday's last window ends with the day; today begins at once."""
    last = append(TODAY - 1)
    log = [*a_day(append, TODAY - DAY), last, *a_day(append, TODAY), *END]
    count(prometheus, log, rules(*KNOWN))
    found = ledger(look, tenant, [TODAYS, YESTERDAYS], NOW)
    assert found.days[TODAYS] == A_DAY
    assert found.days[YESTERDAYS] == with_one_more(A_DAY)
    assert all(day.balanced for day in found.days.values())


def with_one_more(day: Books) -> Books:
    return Books(
        day.accepted + 1, day.counted + 1, day.duplicate, day.bot, day.unmatched, day.rejected
    )


def test_a_day_stays_in_the_books_after_its_series_have_ended(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    start = TODAY - 5 * DAY
    count(prometheus, [*a_day(append, start), *END], rules(*KNOWN))
    day = datetime.fromtimestamp(start / 1000, UTC).date().isoformat()
    assert ledger(look, tenant, [day], NOW).days == {day: A_DAY}


def test_an_aggregator_that_stands_still_keeps_the_books_of_the_day(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    log = [*a_day(append, TODAY), Logged(TODAY + 200_000, tick())]
    count(prometheus, log, rules(*KNOWN))
    assert ledger(look, tenant, [TODAYS], NOW).days[TODAYS] == A_DAY


def test_a_lost_sample_is_seen(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    count(prometheus, [*a_day(append, TODAY), *END], rules(*KNOWN), lost="spent_total")
    views, spent, sizes = compared(look, tenant, [d.definition for d in KNOWN], TODAYS, NOW)
    assert (views.counted, views.stored, views.equal) == (3, 3, True)
    assert (spent.counted, spent.stored, spent.equal) == (2.5, 0, False)
    assert (sizes.counted, sizes.stored, sizes.equal) == (1, 1, True)


def test_metrics_are_compared_day_by_day_across_midnight(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    """The series goes on; what it gained until midnight stands in the midnight sample."""
    log = [append(TODAY - 3 * WINDOW), append(TODAY - 1), append(TODAY), *END]
    count(prometheus, log, rules(*KNOWN))
    definitions = [version().definition]
    for day, gained in ((YESTERDAYS, 2), (TODAYS, 1)):
        (views,) = compared(look, tenant, definitions, day, NOW)
        assert (views.counted, views.stored) == (gained, gained)


def test_an_epoch_that_begins_within_the_day_is_not_compared(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    log = [append(TODAY), append(TODAY + 1), append(TODAY + 600_000), *END]
    known = rules(
        version(),
        version(2, TODAY + 60_000, state="paused"),
        version(3, TODAY + 300_000, epoch=1),
    )
    count(prometheus, log, known)
    (views,) = compared(look, tenant, [version().definition], TODAYS, NOW)
    assert (views.counted, views.resets, views.equal) == (3, True, False)


def test_keys_have_their_own_books_and_tell_when_they_were_used(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    log = [append(TODAY - DAY, key_id="old"), *a_day(append, NOON - 3_600_000), *END]
    count(prometheus, log, rules(*KNOWN))
    found = usage(look, tenant, [TODAYS, YESTERDAYS], NOW)
    assert sorted(found) == ["k1", "k2", "old"]
    assert found["k2"].days[TODAYS] == Books(1, 1)
    assert found["old"].last_used_at == datetime.fromisoformat(YESTERDAYS).replace(tzinfo=UTC)
    last = found["k1"].last_used_at
    assert last is not None
    assert timedelta() <= last - (NOW - timedelta(minutes=58)) < timedelta(minutes=6)


def test_another_projects_events_are_not_in_the_books(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    count(prometheus, [append(TODAY, project="ledger-foreign"), *END], rules(*KNOWN))
    found = ledger(look, tenant, [TODAYS], NOW)
    assert found.days == {TODAYS: Books()}
    assert usage(look, tenant, [TODAYS], NOW) == {}


def gauge(name: str, at: int, value: float, **labels: str) -> Block:
    """One sample of a process' own metric, as Prometheus scrapes it."""
    names = tuple(sorted(labels))
    columns = tuple((labels[n],) for n in names)
    return Block("", 1, name, name, "gauge", at, names, columns, (value,))


def test_what_waits_was_accepted_today_and_only_today(
    prometheus: str, look: Prometheus, tenant: Tenant, append: Callable[..., Logged]
) -> None:
    assert not ledger(look, tenant, [TODAYS], NOW).waiting_known
    count(prometheus, [*a_day(append, TODAY), *END], rules(*KNOWN))
    write(
        prometheus,
        [
            gauge("tally_live_streams", NOON - 5_000, 0, job="live"),
            gauge("tally_live_waiting_events", NOON - 5_000, 7, org="acme", project=tenant.project),
        ],
    )
    found = ledger(look, tenant, [TODAYS, YESTERDAYS], NOW)
    assert found.waiting_known
    assert (found.days[TODAYS].accepted, found.days[TODAYS].waiting) == (17, 7)
    assert found.days[TODAYS].balanced
    assert found.days[YESTERDAYS] == Books()
    idle = ledger(look, Tenant("acme", "ledger-idle"), [TODAYS], NOW)
    assert (idle.waiting_known, idle.days[TODAYS].waiting) == (True, 0)


def test_what_the_collectors_refused_is_counted_by_code_beside_the_books(
    prometheus: str, look: Prometheus, tenant: Tenant
) -> None:
    """One counter began before the day, the other within it."""
    name, own = "tally_collector_refused_total", {"project": tenant.project, "key": "k1"}
    old = [
        gauge(name, TODAY - DAY // 4 + n * 60_000, 5, **own, code="stale") for n in range(6 * 60)
    ]
    samples = [gauge(name, TODAY + n * 60_000, 5, **own, code="stale") for n in range(12 * 60)]
    samples += [gauge(name, NOON - 60_000, 3, **own, code="origin_not_allowed")]
    write(prometheus, old + samples)
    assert refusals(look, tenant, TODAYS, NOW) == {"origin_not_allowed": 3}
    assert refusals(look, tenant, YESTERDAYS, NOW) == {"stale": 5}


def test_what_is_no_day_is_refused(look: Prometheus, tenant: Tenant) -> None:
    for text in ("today", "2026-13-01", "", '2026-11-25"', "20261125", "2026-11-25T00:00"):
        with pytest.raises(NotADay):
            ledger(look, tenant, [text], NOW)
