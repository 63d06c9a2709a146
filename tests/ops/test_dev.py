"""What the tests need beyond Python packages is found or named."""

from pathlib import Path

from ops.dev import PROGRAMS, missing, pytest


def test_what_is_not_on_path_is_named_by_its_package(tmp_path: Path) -> None:
    assert missing(str(tmp_path)) == list(PROGRAMS)
    for name in ("google-chrome", "node"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="ascii")
        (tmp_path / name).chmod(0o755)
    assert missing(str(tmp_path)) == ["firefox-esr", "npm"]


def test_all_tests_are_spread_over_workers_and_some_are_not() -> None:
    spread = ["-m", "pytest", "-n", "auto"]
    assert pytest([]) == spread
    assert pytest(["-q", "-x"]) == [*spread, "-q", "-x"]
    for some in (["tests/ops", "-q"], ["tests/ops/test_dev.py"], ["-q", "-k", "ports"]):
        assert pytest(some) == ["-m", "pytest", *some]
