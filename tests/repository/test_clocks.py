"""The pure core reads no clock: time is handed in, so that output is a function of the log (law 1)."""

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from tests.repository.files import modules

PURE: Final = (
    "^schemas/(?!process/)|^codegen/|^consumers/core/"
    "|^collector/(addresses|admission|content|credentials|days|few|limits|origins|record|refusals|refused|salting|salts|urls|visitors|wire)"
)
_NOW: Final = frozenset({"now", "utcnow", "today"})


def clocks(tree: ast.AST) -> Iterator[str]:
    """Every import of `time` and every question for the current date."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(name.name == "time" for name in names):
                yield f"line {node.lineno}: import time"
            case ast.ImportFrom(module="time"):
                yield f"line {node.lineno}: from time import"
            case ast.Attribute(attr=name) if name in _NOW:
                yield f"line {node.lineno}: .{name}"


def test_the_pure_core_reads_no_clock() -> None:
    found = [f"{path}, {clock}" for path, tree in modules(PURE) for clock in clocks(tree)]
    assert found == []


def test_the_pure_core_is_where_it_is_looked_for() -> None:
    paths = {path for path, _ in modules(PURE)}
    assert {"schemas/tokens.py", "codegen/snippet.py", "consumers/core/partition.py"} <= paths
    assert {"collector/admission.py", "collector/record.py"} <= paths
    assert not any(path.startswith("schemas/process/") for path in paths)


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "import sys, time as t",
        "from time import monotonic",
        "def f():\n    from time import time_ns",
        "from datetime import datetime\ndatetime.now()",
        "import datetime\nclock = datetime.datetime.utcnow",
        "from datetime import date\ndate.today()",
    ],
)
def test_a_clock_is_found(source: str) -> None:
    assert len(list(clocks(ast.parse(source)))) == 1


def test_arithmetic_with_times_is_no_clock() -> None:
    source = (
        "from datetime import UTC, datetime\ndatetime.fromtimestamp(ms / 1000, UTC)\nknow = now"
    )
    assert list(clocks(ast.parse(source))) == []
