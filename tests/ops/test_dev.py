"""What the tests need beyond Python packages is found or named."""

from pathlib import Path

from ops.dev import PROGRAMS, missing


def test_what_is_not_on_path_is_named_by_its_package(tmp_path: Path) -> None:
    assert missing(str(tmp_path)) == list(PROGRAMS)
    for name in ("google-chrome", "node"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="ascii")
        (tmp_path / name).chmod(0o755)
    assert missing(str(tmp_path)) == ["firefox-esr", "npm"]
