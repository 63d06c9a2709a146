"""Days begin at midnight UTC."""

from collector.days import until_midnight, utc_day
from tests.collector.samples import NOW_MS


def test_a_day_begins_at_midnight_utc() -> None:
    assert [utc_day(NOW_MS - 1), utc_day(NOW_MS)] == ["2026-11-23", "2026-11-24"]
    assert utc_day(0) == "1970-01-01"


def test_midnight_is_a_whole_day_away_when_it_strikes() -> None:
    assert until_midnight(NOW_MS) == 86_400
    assert until_midnight(NOW_MS + 86_399_000) == 1
