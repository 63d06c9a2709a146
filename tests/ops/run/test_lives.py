"""What the supervisor decides, as plain calls."""

import pytest

from ops.local.process import Child
from ops.run.lives import (
    EX_CONFIG,
    LONGEST_BACKOFF_S,
    SETTLED_S,
    START_PATIENCE_S,
    STEADY_S,
    STOP_ALL_S,
    Act,
    Life,
    Phase,
    Seen,
    backoff,
    decide,
    needs_met,
    to_stop,
)

SERVER = Child("server", ("server",), ready="tcp://127.0.0.1:1", needs=("broker",))
SILENT = Child("visitor", ("visitor",))
TASK = Child("task", ("task",), once=True)
RUNNING, ANSWERING = Seen(), Seen(ready=True)


def test_a_child_starts_when_its_needs_are_met_and_not_before() -> None:
    assert decide(SERVER, Life(), RUNNING, False, 5.0)[1] is Act.NOTHING
    life, act = decide(SERVER, Life(), RUNNING, True, 5.0)
    assert (life.phase, act) == (Phase.STARTING, Act.START)


def test_a_need_is_met_by_a_ready_server_or_a_finished_task() -> None:
    assert needs_met(SERVER, {"broker": Life(Phase.READY)})
    assert needs_met(SERVER, {"broker": Life(Phase.DONE)})
    assert not needs_met(SERVER, {"broker": Life(Phase.STARTING)})


def test_a_server_is_ready_when_it_answers() -> None:
    starting = Life(Phase.STARTING, since=1.0)
    assert decide(SERVER, starting, RUNNING, True, 2.0) == (starting, Act.NOTHING)
    assert decide(SERVER, starting, ANSWERING, True, 2.0)[1] is Act.TELL_READY


def test_a_process_that_nobody_can_ask_is_ready_when_it_lived_a_little() -> None:
    starting = Life(Phase.STARTING, since=1.0)
    assert decide(SILENT, starting, ANSWERING, True, 1.5) == (starting, Act.NOTHING)
    assert decide(SILENT, starting, ANSWERING, True, 1.0 + SETTLED_S)[1] is Act.TELL_READY


def test_a_task_is_done_when_it_ended_well() -> None:
    life, act = decide(TASK, Life(Phase.STARTING), Seen(exit_code=0), True, 2.0)
    assert (life.phase, act) == (Phase.DONE, Act.TELL_READY)
    assert decide(TASK, Life(Phase.STARTING), Seen(1), True, 2.0)[1] is Act.TELL_DIED


def test_the_dead_start_again_after_a_pause_that_grows_to_a_limit() -> None:
    life, act = decide(SERVER, Life(Phase.READY), Seen(exit_code=0), True, 10.0)
    assert (life.phase, life.due, act) == (Phase.WAITING, 10.5, Act.TELL_DIED)
    assert decide(SERVER, life, RUNNING, True, 10.4)[1] is Act.NOTHING
    assert decide(SERVER, life, RUNNING, True, 10.5)[1] is Act.START
    assert [backoff(n) for n in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert backoff(50) == LONGEST_BACKOFF_S


def test_failures_are_forgotten_once_a_child_was_ready_for_a_while() -> None:
    life = Life(Phase.READY, since=0.0, failures=4)
    assert decide(SERVER, life, RUNNING, True, STEADY_S - 1)[0].failures == 4
    assert decide(SERVER, life, RUNNING, True, STEADY_S + 1)[0].failures == 0


def test_a_wrong_setting_is_not_tried_again() -> None:
    life, act = decide(SERVER, Life(Phase.STARTING), Seen(exit_code=EX_CONFIG), True, 1.0)
    assert (life.phase, act) == (Phase.GIVEN_UP, Act.TELL_DIED)
    assert decide(SERVER, life, RUNNING, True, 1e6)[1] is Act.NOTHING


def test_a_child_that_never_answers_is_killed_once_and_then_seen_to_end() -> None:
    life = Life(Phase.STARTING, since=0.0)
    life, act = decide(SERVER, life, RUNNING, True, START_PATIENCE_S + 1)
    assert act is Act.KILL_HUNG
    assert decide(SERVER, life, RUNNING, True, START_PATIENCE_S + 2)[1] is Act.NOTHING
    assert decide(SERVER, life, Seen(exit_code=-9), True, START_PATIENCE_S + 2)[1] is Act.TELL_DIED


CHAIN = (
    Child("kafka", ()),
    Child("topics", (), needs=("kafka",), once=True),
    Child("sink", (), needs=("topics",)),
    Child("demo", (), needs=("sink",)),
)


@pytest.mark.parametrize(
    ("alive", "stopped"),
    [
        ({"kafka", "sink", "demo"}, {"demo"}),
        ({"kafka", "sink"}, {"sink"}),
        ({"kafka"}, {"kafka"}),
        (set(), set()),
    ],
)
def test_who_nobody_alive_needs_stops_first(alive: set[str], stopped: set[str]) -> None:
    assert to_stop(CHAIN, frozenset(alive), 0.0) == stopped


def test_late_in_the_stop_everybody_is_asked() -> None:
    assert to_stop(CHAIN, frozenset({"kafka", "demo"}), STOP_ALL_S + 0.1) == {"kafka", "demo"}
