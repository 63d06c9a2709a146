"""Looks are shared for two seconds, failures too."""

from datetime import datetime, timedelta

from tests.webapp.rows import NOON
from webapp.front.queries import Subject
from webapp.front.recent import FRESH, Recent
from webapp.prometheus import Prometheus

SUBJECT = Subject("front", "recent", "page_views_total")


class Clock:
    """Time that stands still until told."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_a_look_is_shared_until_it_is_two_seconds_old(prometheus: str) -> None:
    clock = Clock()
    recent = Recent(Prometheus(prometheus), clock)
    first = recent.look(SUBJECT, "path")
    clock.now += FRESH - timedelta(milliseconds=1)
    assert recent.look(SUBJECT, "path") is first
    clock.now += timedelta(milliseconds=1)
    assert recent.look(SUBJECT, "path") is not first


def test_another_split_is_another_look(prometheus: str) -> None:
    recent = Recent(Prometheus(prometheus), Clock())
    by_path, by_browser = recent.look(SUBJECT, "path"), recent.look(SUBJECT, "browser")
    assert by_path.snapshot is not None
    assert by_browser.snapshot is not None
    assert (by_path.snapshot.by, by_browser.snapshot.by) == ("path", "browser")


def test_a_failure_is_a_look_too_and_the_next_one_may_succeed() -> None:
    clock = Clock()
    recent = Recent(Prometheus("http://127.0.0.1:1"), clock)
    first = recent.look(SUBJECT, "path")
    assert (first.snapshot, first.fault != "") == (None, True)
    assert recent.look(SUBJECT, "path") is first
