"""kill -9 of a supervisor leaves nothing, not even what its children started."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.ops.run.test_supervisor import HAS_A_CHILD, is_alive

ROOT = Path(__file__).parents[3]
SUPERVISOR = """
import sys, time
from pathlib import Path
from ops.local.process import Child
from ops.run.supervisor import Supervisor
folder = Path(sys.argv[1])
parent = Child("parent", (sys.executable, "-c", sys.argv[2]))
supervisor = Supervisor([parent], folder, folder, print)
while True:
    supervisor.step()
    (folder / "child").write_text(str(supervisor.pids.get("parent", "")))
    time.sleep(0.05)
"""


def test_kill_9_of_the_supervisor_leaves_no_process(tmp_path: Path) -> None:
    command = (sys.executable, "-c", SUPERVISOR, str(tmp_path), HAS_A_CHILD)
    with subprocess.Popen(command, cwd=ROOT) as supervisor:
        child, grandchild = (_number(tmp_path / name) for name in ("child", "grandchild"))
        assert is_alive(child)
        assert is_alive(grandchild)
        supervisor.send_signal(signal.SIGKILL)
    _wait_until_gone(child)
    _wait_until_gone(grandchild)


def _number(path: Path) -> int:
    deadline = time.monotonic() + 60
    while not (text := path.read_text(encoding="ascii") if path.exists() else ""):
        assert time.monotonic() < deadline, f"{path} was not written"
        time.sleep(0.05)
    return int(text)


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 60
    while is_alive(pid):
        assert time.monotonic() < deadline, f"{pid} lives on"
        time.sleep(0.05)
