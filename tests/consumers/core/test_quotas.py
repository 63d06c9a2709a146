"""Which projects' quotas are used up, and what of it `control` does not say yet."""

from hypothesis import given
from hypothesis import strategies as st

from consumers.core.quotas import Due, Quotas
from consumers.core.used import Used
from schemas.process.control import Entry
from schemas.records.control import Project, Quota
from tests.consumers.core.logs import START, Logged, Ran, restored, rules, run, tick, view

W = 5_000
DAY = 86_400_000
TODAY, TOMORROW = "2027-01-15", "2027-01-16"


def project(quota: int | None, name: str = "shop") -> Project:
    return Project(f"id-{name}", "o1", "acme", name, quota=quota)


def known(*projects: Project) -> Quotas:
    made = Quotas()
    for each in projects:
        made.apply(Entry(each.key, each, 1, START))
    return made


def used(**events: float) -> Used:
    made = Used()
    for name, count in events.items():
        made.add(TODAY, name, count)
    return made


def say(quotas: Quotas, due: Due) -> None:
    """As when the record is read back from `control`."""
    quotas.apply(Entry(due.quota.key, due.quota, due.revision, START))


def test_a_quota_is_used_up_by_its_last_event() -> None:
    quotas = known(project(10))
    assert list(quotas.due(used(shop=9), START)) == []
    assert list(quotas.due(used(shop=10), START)) == [Due(Quota("id-shop", TODAY), START)]


def test_a_project_without_one_or_unknown_is_never_stopped() -> None:
    assert list(known(project(None)).due(used(shop=1e9, other=1e9), START)) == []


def test_only_what_control_lacks_is_due_and_so_is_due_until_it_stands_there() -> None:
    quotas = known(project(10), project(10, "lamps"))
    counted = used(shop=10, lamps=3)
    (first,) = quotas.due(counted, START)
    assert list(quotas.due(counted, START)) == [first]
    say(quotas, first)
    assert list(quotas.due(counted, START)) == []


def test_a_raised_quota_opens_again_though_the_clock_stands() -> None:
    quotas = known(project(10))
    (first,) = quotas.due(used(shop=10), START)
    say(quotas, first)
    for quota in (11, None):
        quotas.apply(Entry("project:id-shop", project(quota), 2, START))
        (lifted,) = quotas.due(used(shop=10), START)
        assert lifted == Due(Quota("id-shop", TODAY, exceeded=False), START + 1)
    say(quotas, lifted)
    assert list(quotas.due(used(shop=10), START)) == []


def test_a_lowered_quota_stops_what_is_above_it() -> None:
    quotas = known(project(10))
    quotas.apply(Entry("project:id-shop", project(3), 2, START))
    assert [due.quota.exceeded for due in quotas.due(used(shop=5), START)] == [True]


def test_a_new_day_begins_at_nothing_and_says_nothing() -> None:
    quotas, counted = known(project(10)), used(shop=10)
    (first,) = quotas.due(counted, START)
    say(quotas, first)
    counted.add(TOMORROW, "shop", 2)
    assert list(quotas.due(counted, START + DAY)) == []
    counted.add(TOMORROW, "shop", 8)
    assert [due.quota.day for due in quotas.due(counted, START + DAY)] == [TOMORROW]


def test_a_partition_that_counts_an_old_day_again_takes_back_nothing_of_a_later_one() -> None:
    quotas = known(project(10))
    say(quotas, Due(Quota("id-shop", TOMORROW), START + DAY))
    assert list(quotas.due(used(shop=10), START)) == []
    assert list(quotas.due(used(shop=1), START)) == []


def log_of(counts: list[int]) -> list[Logged]:
    """Beacons of so many events, one every ten minutes, the first one an hour before midnight."""
    begin = START + DAY - 3_600_000
    return [
        Logged(begin + n * 600_000, view(f"id-{n % 7:019d}", events=("page_view",) * count))
        for n, count in enumerate(counts)
    ] + [Logged(begin + len(counts) * 600_000, tick())]


def accepted(done: Ran, day: str) -> float:
    return done.total("tally_ledger_events_total", result="accepted", day=day)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.data())
def test_what_is_used_is_the_ledgers_accepted_of_the_day_whoever_owns_the_partition(
    counts: list[int], data: st.DataObject
) -> None:
    log = log_of(counts)
    restarts = data.draw(st.sets(st.integers(1, len(log) - 1)))
    done = run(log, rules(), restarts=restarts)
    found = restored(done, log, rules()).used
    assert dict(found.items()) == {"shop": accepted(done, found.day)}
    assert found.day == (TODAY if len(counts) <= 6 else TOMORROW)
