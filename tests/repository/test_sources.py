"""What every source file has, and what none has."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.repository.files import modules, texts

# Written so that it does not find itself.
_LATER: Final = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b")
_SKIPS: Final = frozenset({"skip", "skipif", "xfail", "importorskip"})
_MOCKS: Final = frozenset({"mock", "unittest.mock", "pytest_mock"})


def undescribed(path: str, tree: ast.Module) -> bool:
    """Whether a module lacks its docstring. An empty one needs none; a test module's name is one."""
    named = path.startswith("tests/") and path.rpartition("/")[2].startswith("test_")
    return bool(tree.body) and not named and not ast.get_docstring(tree)


def postponed(text: str) -> list[str]:
    """Marks of work left for later."""
    return [match[0] for match in _LATER.finditer(text)]


def evasions(tree: ast.Module) -> Iterator[str]:
    """Where a test steps aside: skips, expected failures, mocks."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, value=ast.Name("pytest") | ast.Attribute(attr="mark")):
                if name in _SKIPS:
                    yield f"line {node.lineno}: {name}"
            case ast.Import(names=names) if any(name.name in _MOCKS for name in names):
                yield f"line {node.lineno}: mock"
            case ast.ImportFrom(module=str(module), names=names):
                if {module, *(f"{module}.{name.name}" for name in names)} & _MOCKS:
                    yield f"line {node.lineno}: mock"


def test_every_module_says_what_it_is() -> None:
    assert [path for path, tree in modules() if undescribed(path, tree)] == []


def test_a_module_that_does_not_is_found() -> None:
    bare = ast.parse("x = 1")
    assert undescribed("schemas/x.py", bare)
    assert undescribed("tests/parts/x.py", bare)
    assert not undescribed("schemas/x.py", ast.parse('"""An x."""\nx = 1'))
    assert not undescribed("schemas/__init__.py", ast.parse(""))
    assert not undescribed("tests/test_x.py", bare)


def test_nothing_is_left_for_later() -> None:
    found = {path: postponed(text) for path, text in texts()}
    assert {path: marks for path, marks in found.items() if marks} == {}


@pytest.mark.parametrize("mark", ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
def test_a_mark_for_later_is_found(mark: str) -> None:
    assert postponed(f"x = 1  # {mark}: later") == [mark]
    assert postponed(mark.lower() + mark + "S") == []


def test_no_test_steps_aside() -> None:
    found = {path: list(evasions(tree)) for path, tree in modules("^tests/")}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\npytest.skip('later')",
        "import pytest\n@pytest.mark.xfail\ndef test_x(): ...",
        "import pytest\npytestmark = pytest.mark.skipif(True, reason='')",
        "import pytest\nnode = pytest.importorskip('node')",
        "from unittest import mock",
        "from unittest.mock import patch",
        "import unittest.mock",
    ],
)
def test_a_test_that_steps_aside_is_found(source: str) -> None:
    assert len(list(evasions(ast.parse(source)))) == 1
