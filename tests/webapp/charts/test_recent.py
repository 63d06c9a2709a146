"""Looks are shared for seconds, failures too."""

from datetime import datetime, timedelta
from threading import Event, Thread

import pytest

from tests.webapp.rows import NOON
from webapp.charts import recent
from webapp.charts.recent import FRESH, Recent
from webapp.prometheus import Prometheus, PrometheusAway, QueryRefused


class Clock:
    """Time that stands still until told."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Asking:
    """Counts how often Prometheus was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, prometheus: Prometheus, at: datetime) -> int:
        self.times += 1
        return self.times


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def looks(clock: Clock) -> Recent:
    return Recent(Prometheus("http://127.0.0.1:1"), clock)


def test_a_look_is_shared_until_it_is_two_seconds_old(looks: Recent, clock: Clock) -> None:
    ask = Asking()
    first = looks.look("a", ask)
    clock.now += FRESH - timedelta(milliseconds=1)
    assert looks.look("a", ask) is first
    clock.now += timedelta(milliseconds=1)
    assert looks.look("a", ask).seen == 2


def test_a_costly_look_may_be_shared_for_longer(looks: Recent, clock: Clock) -> None:
    ask, minute = Asking(), timedelta(minutes=1)
    first = looks.look("a", ask, minute)
    clock.now += timedelta(seconds=59)
    assert looks.look("a", ask, minute) is first


def test_another_subject_is_another_look(looks: Recent) -> None:
    ask = Asking()
    assert (looks.look("a", ask).seen, looks.look("b", ask).seen) == (1, 2)


@pytest.mark.parametrize("error", [PrometheusAway("gone"), QueryRefused("bad")])
def test_a_failure_is_shared_briefly_however_long_a_success_would_be(
    looks: Recent, clock: Clock, error: Exception
) -> None:
    def fail(prometheus: Prometheus, at: datetime) -> int:
        raise error

    first = looks.look("a", fail)
    assert (first.seen, first.fault) == (None, str(error))
    assert looks.look("a", Asking(), timedelta(hours=1)) is first
    clock.now += FRESH
    assert looks.look("a", Asking(), timedelta(hours=1)).seen == 1


def test_one_slow_subject_does_not_hold_up_the_others(looks: Recent) -> None:
    asked, release = Event(), Event()

    def slow(prometheus: Prometheus, at: datetime) -> str:
        asked.set()
        assert release.wait(20)
        return "slow"

    thread = Thread(target=looks.look, args=("slow", slow))
    thread.start()
    assert asked.wait(20)
    assert looks.look("quick", Asking()).seen == 1
    release.set()
    thread.join()


def test_only_the_newest_subjects_are_kept(looks: Recent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST", 2)
    first = Asking()
    for about in ("a", "b", "c"):
        looks.look(about, first)
    assert looks.look("c", first).seen == 3
    assert looks.look("a", first).seen == 4
