"""When which salt is written, and which are deleted."""

from collector.days import DAY_MS, utc_day
from collector.salt_topic import Stored
from collector.salting import AHEAD, SPACING_MS, due, expired
from schemas.records.salts import Salt
from tests.collector.samples import NOW_MS

NOON = NOW_MS + DAY_MS // 2


def day(ahead: int) -> str:
    return utc_day(NOON + ahead * DAY_MS)


def stored(*days: int) -> list[Stored]:
    """Salts as they stand on the topic, in this order, of so many days from today."""
    return [Stored(n * 2, 0, Salt(day(ahead), "")) for n, ahead in enumerate(days)]


def test_on_an_empty_topic_today_s_is_written_at_once() -> None:
    assert due([], 0, NOON) == day(0)
    assert due([day(1)], NOON - 1, NOON) == day(0)


def test_the_others_follow_nearest_first_one_per_11_minutes() -> None:
    days, now = [day(0)], NOON
    while (following := due(days, now, now + SPACING_MS)) is not None:
        assert due(days, now, now + SPACING_MS - 1) is None
        days.append(following)
        now += SPACING_MS
    assert days == [day(ahead) for ahead in range(AHEAD + 1)]


def test_each_day_one_more_is_written() -> None:
    whole = [day(ahead) for ahead in range(AHEAD + 1)]
    assert due(whole, NOON - DAY_MS, NOON) is None
    assert due(whole, NOON - DAY_MS, NOON + DAY_MS) == day(AHEAD + 1)


def test_a_gap_is_filled_before_what_lies_behind_it() -> None:
    assert due([day(0), day(2)], 0, NOON) == day(1)


def test_a_salt_is_deleted_a_day_after_its_day() -> None:
    # At noon the day before yesterday has been over for 36 hours, yesterday for 12.
    assert expired(stored(-2, -1, 0, 1), NOON) == 1
    assert expired(stored(-3, -2, -1, 0, 1), NOON) == 3
    assert expired(stored(-1, 0, 1), NOON) is None
    assert expired(stored(-1, 0), NOON + DAY_MS // 2) == 1
    assert expired([], NOON) is None


def test_everything_goes_when_everything_is_old() -> None:
    assert expired(stored(-3, -2), NOON) == 3


def test_an_old_one_behind_a_current_one_waits() -> None:
    assert expired(stored(-2, 0, -2, 1), NOON) == 1


def test_what_names_no_day_is_old() -> None:
    odd = Stored(0, 0, Salt("someday", ""))
    assert expired([odd, *stored(0)[:0], Stored(1, 0, Salt(day(0), ""))], NOON) == 1
