"""Who may import whom (.importlinter), and that the black box imports none of the product."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = {"schemas", "codegen", "collector", "consumers", "webapp", "ops"}
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"
# The modules that the contracts name; a module that is missing would be a fault of its own.
SKELETON = [
    "aggregate/__init__",
    "core/__init__",
    "operate/__init__",
    "sinks/__init__",
    "__main__",
    "kafka",
    "rerun",
    "settings",
]


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, "-c", LINT, "--no-cache")
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def imported(sources: Iterable[Path]) -> set[str]:
    """Top-level names that these files import anywhere in them."""
    nodes = [n for s in sources for n in ast.walk(ast.parse(s.read_text(encoding="utf-8")))]
    plain = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    return {name.split(".")[0] for name in plain} | {
        (n.module or "").split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)
    }


def test_the_sources_keep_the_import_law() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("schemas/__init__.py", "import ops"),
        ("collector/__init__.py", "import webapp"),
        ("consumers/core/__init__.py", "import webapp"),
        ("webapp/__init__.py", "import consumers.kafka"),
        ("ops/__init__.py", "def f():\n    import collector"),
    ],
)
def test_an_import_against_the_law_is_refused(tmp_path: Path, module: str, line: str) -> None:
    for package in PRODUCT:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for name in SKELETON:
        path = tmp_path / "consumers" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    shutil.copy(ROOT / ".importlinter", tmp_path)
    assert lint(tmp_path).returncode == 0
    (tmp_path / module).write_text(f"{line}\n", encoding="utf-8")
    assert "BROKEN" in lint(tmp_path).stdout


def test_the_black_box_imports_none_of_the_product() -> None:
    sources = (ROOT / "tests" / "blackbox").rglob("*.py")
    assert imported(sources) & PRODUCT == set()


def test_the_look_into_the_black_box_sees_an_import(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "def f():\n    from ops.run import plan\n", encoding="utf-8"
    )
    assert imported(tmp_path.rglob("*.py")) == {"ops"}
