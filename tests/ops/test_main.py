"""`python -m ops` itself."""

import subprocess
import sys

from ops.lock import ROOT


def test_run_starts_under_a_python_without_any_package() -> None:
    imports = "import ops.__main__, ops.dev, ops.run.main, ops.run.supervisor"
    subprocess.run((sys.executable, "-S", "-c", imports), cwd=ROOT, check=True)


def test_an_unknown_command_gets_the_usage() -> None:
    command = (sys.executable, "-m", "ops", "fly")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 64
    assert done.stderr.startswith("usage: python -m ops <command>")
