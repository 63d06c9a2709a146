"""docs/collector.md names every answer of the collector, with its status, and none that is not one."""

import re
from typing import Final

from schemas.reasons import REASONS
from tests.repository.files import ROOT

PAGE: Final = (ROOT / "docs" / "collector.md").read_text(encoding="utf-8")
_ROW: Final = re.compile(r"^\| (\d{3}) \| `([a-z_]+)` \| (.+) \|$", re.MULTILINE)


def rows(page: str) -> dict[str, tuple[int, str]]:
    """Code -> (status, what to do) of the table of answers."""
    return {code: (int(status), todo) for status, code, todo in _ROW.findall(page)}


def test_every_code_of_the_collector_stands_there_once_with_its_status() -> None:
    ours = {r.code: r.status for r in REASONS.values() if r.where == "collector"}
    assert {code: status for code, (status, _) in rows(PAGE).items()} == ours
    assert len(_ROW.findall(PAGE)) == len(ours)


def test_each_says_what_to_do() -> None:
    verbs = ("send", "stop", "drop", "use", "correct")
    assert [code for code, (_, todo) in rows(PAGE).items() if not todo.startswith(verbs)] == []


def test_a_code_that_is_missing_would_be_seen() -> None:
    without = PAGE.replace("`stale`", "`old`")
    assert "stale" not in rows(without)
    assert "old" in rows(without)
