"""`make run` as a person meets it first: a clone, an empty home, no cache, nothing in the environment.

In a real Chromium the metric must be on screen and move; Ctrl-C must leave no process; a second start
must go on counting. Timings are printed, not judged.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from ops.dev import PROGRAMS, bring_programs
from ops.local.ports import free_ports
from ops.local.process import last_lines
from ops.run.report import say

ROOT = Path(__file__).parent.parent
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE_S = 400.0
# The number a person reads on the front page; absent while the page is not the front page.
NUMBER = "Number(document.querySelector('#total')?.dataset.value || 0)"


class FreshError(Exception):
    """What a person would have seen go wrong."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One fresh machine: who runs, in which folder, reached where."""

    user: int
    folder: Path
    ports: dict[str, int]

    @property
    def log(self) -> Path:
        return self.folder / "make-run.log"

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.ports['WEB']}/"

    def environment(self) -> dict[str, str]:
        """What `env -i` leaves, a home, and ports of our own."""
        ports = {f"TALLY_{name}_PORT": str(port) for name, port in self.ports.items()}
        return {"PATH": PATH, "HOME": str(self.folder / "home"), **ports}


def main() -> int:
    """0 when every user got their metric, else 1 with what went wrong."""
    bring_programs(os.environ, say)
    users = (0, 1000) if os.geteuid() == 0 else (os.geteuid(),)
    with sync_playwright() as playwright:
        names = PROGRAMS["chromium"]
        chromium = next(path for path in map(shutil.which, names) if path)
        # Its sandbox does not start as root.
        arguments = ["--disable-background-networking", *(["--no-sandbox"] if 0 in users else [])]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        with contextlib.closing(browser):
            return max(_check(user, browser) for user in users)


def _check(user: int, browser: Browser) -> int:
    with tempfile.TemporaryDirectory(prefix="tallylight-fresh-") as name:
        machine = _machine(user, Path(name))
        try:
            counted = _session(machine, browser, "first start", beyond=0)
            _session(machine, browser, "second start", beyond=counted)
        except (FreshError, Error) as error:
            say(f"uid {user}: {error}")
            for line in last_lines(machine.log, count=60):
                say(f"  | {line}")
            return 1
    return 0


def _machine(user: int, folder: Path) -> Machine:
    """A clone of what is committed here and an empty home, all owned by `user`."""
    folder.chmod(0o755)
    checkout, home = folder / "checkout", folder / "home"
    subprocess.run(("git", "clone", "--quiet", f"file://{ROOT}", str(checkout)), check=True)
    home.mkdir()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)
    return Machine(user, folder, free_ports(("WEB", "COLLECTOR", "DEMO")))


def _session(machine: Machine, browser: Browser, what: str, beyond: int) -> int:
    """Start, wait until the number on screen passed `beyond` and moved, stop; the last number."""
    began = time.monotonic()
    with _running(machine) as process:
        with contextlib.closing(browser.new_page()) as page:
            number = _number(page, machine, process, beyond)
            shown = time.monotonic() - began
            moved = _number(page, machine, process, number)
        stopping = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
    stopped = time.monotonic() - stopping
    left = _left(machine.folder)
    if left:
        raise FreshError(f"processes are left after Ctrl-C: {left}")
    say(
        f"uid {machine.user}: {what}: {number} on screen after {shown:.1f} s, then {moved}; "
        f"stopped in {stopped:.1f} s"
    )
    return moved


@contextlib.contextmanager
def _running(machine: Machine) -> Iterator["subprocess.Popen[bytes]"]:
    with machine.log.open("ab") as log:
        process = subprocess.Popen(
            ("make", "run"),
            cwd=machine.folder / "checkout",
            env=machine.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=machine.user,
            group=machine.user,
            extra_groups=[] if os.geteuid() == 0 else None,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _number(page: Page, machine: Machine, process: "subprocess.Popen[bytes]", beyond: int) -> int:
    """The number on the front page once it is greater than `beyond`."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise FreshError(f"make run ended with {process.returncode}")
        number = _look(page, machine)
        if number > beyond:
            return number
        time.sleep(0.25)
    raise FreshError(f"the number on screen stayed at {beyond} or below for {PATIENCE_S:.0f} s")


def _look(page: Page, machine: Machine) -> int:
    """The number on screen now, 0 while there is none; opens the page when it is not open."""
    try:
        if page.url != machine.page:
            page.goto(machine.page)
        return int(page.evaluate(NUMBER))
    except Error:  # nobody listens yet
        return 0


def _left(folder: Path) -> list[str]:
    """Command lines of processes that still work in `folder`."""
    found = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if process.name.isdigit() and (process / "cwd").readlink().is_relative_to(folder):
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


if __name__ == "__main__":
    sys.exit(main())
