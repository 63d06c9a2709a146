"""The supervisor with real, small child processes that die, hang, and refuse to stop."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.local.process import Child
from ops.run import supervisor as module
from ops.run.lives import START_PATIENCE_S, Phase
from ops.run.supervisor import Supervisor

SLEEPS = "import time; time.sleep(600)"
IGNORES_TERM = (
    "import signal, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "pathlib.Path('deaf').touch(); time.sleep(600)"
)
NOTES_TERM = """
import signal, sys, time, pathlib
def note(*_):
    with open('order', 'a') as file: file.write(sys.argv[1] + ' ')
    sys.exit()
signal.signal(signal.SIGTERM, note)
pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""
HAS_A_CHILD = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
pathlib.Path('grandchild').write_text(str(child.pid))
time.sleep(600)
"""


class Stage:
    """A supervisor over scripts in a folder, what it said, and a clock that can be moved."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said, self.ahead = folder, list[str](), 0.0
        self.supervisor = Supervisor((), folder, folder, self.said.append)

    def run(self, *children: Child) -> Supervisor:
        self.supervisor.stop(lambda: True)
        self.supervisor = Supervisor(
            children, self.folder, self.folder, self.said.append, self._clock
        )
        return self.supervisor

    def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not true():
            assert time.monotonic() < deadline, self.said
            self.supervisor.step()
            time.sleep(0.02)

    def _clock(self) -> float:
        return time.monotonic() + self.ahead


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.supervisor.stop(lambda: True)


def script(name: str, text: str, *, ready: str = "", once: bool = False, needs: str = "") -> Child:
    command = (sys.executable, "-c", text, name)
    return Child(name, command, {}, ready, tuple(needs.split()), once)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # it may go between open and read
        return False
    return state != "Z"


def test_a_task_is_done_before_who_needs_it_starts(stage: Stage) -> None:
    task = script("task", "print('made')", once=True)
    stage.run(script("server", SLEEPS, needs="task"), task)
    stage.until(lambda: stage.supervisor.all_up)
    assert [line.split(" in ")[0] for line in stage.said] == ["task: done", "server: ready"]
    assert list(stage.supervisor.pids) == ["server"]


def test_a_child_that_dies_starts_again_and_its_last_words_are_said(stage: Stage) -> None:
    stage.run(script("frail", "print('no such broker'); raise SystemExit(3)"))
    stage.until(lambda: sum("ended with 3" in line for line in stage.said) == 2)
    assert stage.said.count("frail | no such broker") == 2
    assert "frail: ended with 3, started again in 0.5 s" in stage.said
    assert "frail: ended with 3, started again in 1.0 s" in stage.said


def test_a_wrong_setting_is_said_and_not_tried_again(stage: Stage) -> None:
    stage.run(script("wrong", "raise SystemExit(78)"))
    stage.until(lambda: stage.supervisor.lives["wrong"].phase is Phase.GIVEN_UP)
    assert stage.said[-1] == "wrong: ended with 78, a setting is wrong, so it is not started again"


def test_a_child_that_never_answers_is_killed_and_started_again(stage: Stage) -> None:
    stage.run(script("hangs", SLEEPS, ready="tcp://127.0.0.1:1"))
    stage.until(lambda: "hangs" in stage.supervisor.pids)
    first = stage.supervisor.pids["hangs"]
    stage.ahead = START_PATIENCE_S + 1
    stage.until(lambda: any("ended with -9" in line for line in stage.said))
    stage.until(lambda: stage.supervisor.pids.get("hangs", first) != first)


def test_a_command_that_does_not_exist_is_said(stage: Stage) -> None:
    stage.run(Child("absent", ("no-such-program",)))
    stage.until(lambda: any("ended with 1" in line for line in stage.said))
    assert "absent | no-such-program: No such file or directory" in stage.said


def test_children_stop_in_reverse_order_of_their_needs(stage: Stage) -> None:
    names = ("broker", "sink", "visitor")
    needs = ("", "broker", "sink")
    stage.run(*(script(n, NOTES_TERM, needs=need) for n, need in zip(names, needs, strict=True)))
    stage.until(lambda: all((stage.folder / name).exists() for name in names))
    stage.supervisor.stop(lambda: False)
    assert (stage.folder / "order").read_text(encoding="ascii").split() == [
        "visitor",
        "sink",
        "broker",
    ]


def test_a_child_that_refuses_to_stop_is_killed_when_asked_twice(stage: Stage) -> None:
    stage.run(script("deaf", IGNORES_TERM))
    stage.until(lambda: (stage.folder / "deaf").exists())
    pid, asked = stage.supervisor.pids["deaf"], iter((False, False, True))
    stage.supervisor.stop(lambda: next(asked))
    assert not is_alive(pid)
    assert stage.said[-1] == "deaf: killed"


def test_a_child_that_refuses_to_stop_is_killed_after_a_while_by_itself(stage: Stage) -> None:
    stage.run(script("deaf", IGNORES_TERM))
    stage.until(lambda: (stage.folder / "deaf").exists())
    pid = stage.supervisor.pids["deaf"]

    def time_flies() -> bool:
        stage.ahead += 5
        return False

    stage.supervisor.stop(time_flies)
    assert not is_alive(pid)


def test_what_a_child_started_goes_with_it(stage: Stage) -> None:
    stage.run(script("parent", HAS_A_CHILD))
    grandchild = stage.folder / "grandchild"
    stage.until(lambda: grandchild.exists() and grandchild.read_text(encoding="ascii") != "")
    pid = int(grandchild.read_text(encoding="ascii"))
    assert is_alive(pid)
    stage.supervisor.stop(lambda: False)
    stage.until(lambda: not is_alive(pid))


def test_a_long_log_is_cut_and_one_older_copy_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOG_LIMIT", 1000)
    talks = "import time\nwhile True: print('x' * 99, flush=True); time.sleep(0.001)"
    stage.run(script("talks", talks))
    older = stage.folder / "talks.old.log"
    stage.until(older.exists)
    assert (stage.folder / "talks.log").stat().st_size < 100_000
    stage.until(lambda: (stage.folder / "talks.log").read_bytes().startswith(b"x"))
