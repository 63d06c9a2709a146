"""The page views of a real Prometheus, holding what the pipeline writes."""

from datetime import UTC, datetime
from itertools import count

import pytest

from tests.webapp.charts.feed import View, write
from webapp.charts.queries import Subject
from webapp.overview.snapshot import PathViews, Snapshot, shares, take
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
    return take(Prometheus(url), subject, "path", by, moment)


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


def test_nothing_ever_is_zeros(prometheus: str, subject: Subject) -> None:
    seen = _look(prometheus, subject, [])
    assert (seen.total, seen.last_hour) == (0, 0)
    assert (seen.paths, seen.lines, set(seen.whole)) == ((), (), {0})


def test_paths_without_a_view_are_not_listed() -> None:
    top = [Series({"path": "/b"}, ((0.0, 2.0),)), Series({"path": "/a"}, ((0.0, 2.0),))]
    none = Series({"path": "/c"}, ((0.0, 0.0),))
    assert shares([*top, none], "path", 8) == (PathViews("/a", 2, 0.25), PathViews("/b", 2, 0.25))
