"""The lamp tells from a real Prometheus whether events arrive."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

from tests.webapp.charts.feed import View, block, send, write
from webapp.charts.lamp import Lamp, last_growth, look
from webapp.charts.queries import Place
from webapp.prometheus import Prometheus

NOW = int(datetime.now(UTC).timestamp()) // 60 * 60_000
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
_projects = count()


@pytest.fixture
def place() -> Place:
    """A project of its own in the shared Prometheus."""
    return Place("lamp", f"lamp-{next(_projects)}")


def _lamp(url: str, place: Place, *views: int) -> Lamp:
    write(url, place.org, place.project, [View(at) for at in views], NOW)
    return look(Prometheus(url), place, datetime.fromtimestamp(NOW / 1000, UTC))


def test_it_is_lit_by_an_event_of_the_newest_windows(prometheus: str, place: Place) -> None:
    assert _lamp(prometheus, place, NOW - 8 * SECOND) == Lamp("live")


def test_it_says_since_which_minute_it_is_quiet(prometheus: str, place: Place) -> None:
    lamp = _lamp(prometheus, place, NOW - 40 * MINUTE, NOW - 5 * MINUTE - 30 * SECOND)
    assert lamp == Lamp("quiet", (NOW - 6 * MINUTE) / 1000)


def test_a_project_quiet_for_less_than_a_minute_is_known_to_the_minute(
    prometheus: str, place: Place
) -> None:
    assert _lamp(prometheus, place, NOW - 25 * SECOND) == Lamp("quiet", (NOW - MINUTE) / 1000)


def test_a_project_quiet_for_hours_is_known_to_ten_minutes(prometheus: str, place: Place) -> None:
    lamp = _lamp(prometheus, place, NOW - 3 * HOUR)
    assert lamp.state == "quiet"
    assert abs((lamp.since or 0) - (NOW - 3 * HOUR) / 1000) <= 600


def test_quiet_for_days_is_quiet_without_a_time(prometheus: str, place: Place) -> None:
    assert _lamp(prometheus, place, NOW - 60 * HOUR) == Lamp("quiet")


def test_nothing_ever_is_nothing_yet(prometheus: str, place: Place) -> None:
    assert _lamp(prometheus, place) == Lamp("nothing")


def test_it_says_by_how_much_counting_is_behind(parts: ModuleType, tmp_path: Path) -> None:
    """A Prometheus of its own: the aggregator's figures are the platform's."""
    with parts.run_prometheus(tmp_path) as url:
        for ago in range(0, 60, 15):
            at = NOW - ago * SECOND
            handled = block(
                "tally_aggregator_records_total", at, (("kind", "beacon"),), 6_000 - ago * 100
            )
            lag = block("tally_aggregator_lag_records", at, (("partition", "0"),), 4_200)
            send(url, [lag, handled])
        lamp = _lamp(url, Place("lamp", "behind"), NOW - 8 * SECOND)
    assert lamp.state == "behind"
    assert 38 <= (lamp.behind or 0) <= 46  # 4200 records at 100 a second


def test_the_last_growth_is_the_start_of_its_step() -> None:
    assert last_growth([(60.0, 1.0), (120.0, 2.0), (180.0, 0.0)], 60) == 60.0
    assert last_growth([(60.0, 0.0)], 60) is None
