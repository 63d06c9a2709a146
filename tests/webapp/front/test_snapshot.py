"""One look at a real Prometheus, holding what the pipeline writes."""

from datetime import UTC, datetime
from itertools import count

import pytest

from tests.webapp.front.feed import View, write
from webapp.front.queries import Subject
from webapp.front.snapshot import (
    Lamp,
    Line,
    PathViews,
    Snapshot,
    ends,
    folded,
    last_growth,
    on_grid,
    shares,
    take,
)
from webapp.prometheus import Prometheus, Series

# Samples must not be older than the head of the block they share with other tests' samples.
NOW = int(datetime.now(UTC).timestamp()) // 60 * 60_000
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
_projects = count()


@pytest.fixture
def subject() -> Subject:
    """A project of its own in the shared Prometheus."""
    return Subject("front", f"snapshot-{next(_projects)}", "page_views_total")


def _look(url: str, subject: Subject, views: list[View], by: str = "path") -> Snapshot:
    write(url, subject.org, subject.project, views, NOW)
    moment = datetime.fromtimestamp(NOW / 1000, UTC)
    return take(Prometheus(url), subject, by, moment)  # type: ignore[arg-type]


def test_totals_are_exact_to_the_view(prometheus: str, subject: Subject) -> None:
    early = [View(NOW - 2 * HOUR + n * SECOND, f"/{n % 7}") for n in range(211)]
    late = [View(NOW - 50 * MINUTE + n * 7 * SECOND, f"/{n % 11}", "Firefox") for n in range(313)]
    seen = _look(prometheus, subject, early + late)
    assert (seen.total, seen.last_hour) == (524, 313)
    assert sum(row.views for row in seen.paths) == 313 - 28  # ten of eleven paths are listed
    assert seen.paths[0] == PathViews("/0", 29, 29 / 313)


def test_a_series_that_returns_after_its_marker_counts_only_its_growth(
    prometheus: str, subject: Subject
) -> None:
    views = [View(NOW - 30 * HOUR), View(NOW - 20 * MINUTE), View(NOW - 20 * MINUTE)]
    seen = _look(prometheus, subject, views)
    assert (seen.total, seen.last_hour) == (3, 2)


def test_lines_are_the_largest_and_the_rest_is_other(prometheus: str, subject: Subject) -> None:
    views = [View(NOW - 30 * MINUTE + n * SECOND, f"/{p}") for p in range(8) for n in range(50 - p)]
    seen = _look(prometheus, subject, views)
    assert [line.name for line in seen.lines] == ["/0", "/1", "/2", "/3", "/4", "other"]
    assert all(len(line.values) == len(seen.times) == len(seen.whole) for line in seen.lines)
    assert sum(seen.whole) == seen.last_hour == 8 * 50 - 28
    assert sum(sum(value or 0 for value in line.values) for line in seen.lines) == 372


def test_lines_can_split_by_browser(prometheus: str, subject: Subject) -> None:
    views = [View(NOW - MINUTE * n, browser="Firefox") for n in range(5, 20)]
    assert [line.name for line in _look(prometheus, subject, views, "browser").lines] == ["Firefox"]


def test_the_lamp_is_lit_by_a_view_of_the_newest_windows(prometheus: str, subject: Subject) -> None:
    assert _look(prometheus, subject, [View(NOW - 8 * SECOND)]).lamp == Lamp("live")


def test_the_lamp_says_since_which_minute_it_is_quiet(prometheus: str, subject: Subject) -> None:
    views = [View(NOW - 40 * MINUTE), View(NOW - 5 * MINUTE - 30 * SECOND)]
    lamp = _look(prometheus, subject, views).lamp
    assert lamp == Lamp("quiet", (NOW - 6 * MINUTE) / 1000)


def test_a_project_quiet_for_hours_is_known_to_ten_minutes(
    prometheus: str, subject: Subject
) -> None:
    lamp = _look(prometheus, subject, [View(NOW - 3 * HOUR)]).lamp
    assert lamp.state == "quiet"
    assert abs((lamp.since or 0) - (NOW - 3 * HOUR) / 1000) <= 600


def test_nothing_ever_is_nothing_yet_with_zeros(prometheus: str, subject: Subject) -> None:
    seen = _look(prometheus, subject, [])
    assert (seen.lamp, seen.total, seen.last_hour) == (Lamp("nothing"), 0, 0)
    assert (seen.paths, seen.lines, set(seen.whole)) == ((), (), {0})


def test_times_are_whole_minutes_and_then_the_newest_window() -> None:
    times = ends(3_600_000 * 5 + 47.2)
    assert len(times) == 61
    assert all(time % 60 == 0 for time in times[:-1])
    assert (times[-2], times[-1]) == (18_000_000, 18_000_040)


def test_times_never_repeat_at_the_turn_of_a_minute() -> None:
    for now in (18_000_000.0, 18_000_004.9, 18_000_005.0, 18_000_009.9, 18_000_010.0):
        times = ends(now)
        assert list(times) == sorted(set(times))
        assert times[-1] <= now - 5


def test_values_stand_at_their_times_and_gaps_stay_gaps() -> None:
    series = Series({}, ((60.0, 1.004), (180.0, 2.0)))
    assert on_grid(series, (60.0, 120.0, 180.0)) == (1, None, 2)


def test_other_is_what_the_named_lines_leave() -> None:
    largest = [Series({"path": "/"}, ((60.0, 3.0), (120.0, 1.0)))]
    assert folded(largest, (5, 1), "path", (60.0, 120.0)) == (
        Line("/", (3, 1)),
        Line("other", (2, 0)),
    )
    assert len(folded(largest, (3, 1), "path", (60.0, 120.0))) == 1


def test_a_minute_without_a_sample_is_zero_after_the_first_one_and_unknown_before() -> None:
    lone = [Series({"path": "/"}, ((120.0, 3.0),))]
    times = (60.0, 120.0, 180.0, 240.0)
    assert folded(lone, (None, 3, None, 0), "path", times) == (Line("/", (None, 3, 0, 0)),)


def test_paths_without_a_view_are_not_listed() -> None:
    top = [Series({"path": "/b"}, ((0.0, 2.0),)), Series({"path": "/a"}, ((0.0, 2.0),))]
    none = Series({"path": "/c"}, ((0.0, 0.0),))
    assert shares([*top, none], 8) == (PathViews("/a", 2, 0.25), PathViews("/b", 2, 0.25))


def test_the_last_growth_is_the_start_of_its_step() -> None:
    assert last_growth([(60.0, 1.0), (120.0, 2.0), (180.0, 0.0), (240.0, None)], 60) == 60.0
    assert last_growth([(60.0, 0.0)], 60) is None
