"""Every command in a document's `sh` block works: run here, or known to be run elsewhere."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.repository.files import ROOT, texts, tracked

# Documents whose blocks are one session with a running system, and the test that runs it.
SESSIONS: Final = {
    "README.md": "tests/blackbox/test_curl.py",
    "docs/api.md": "tests/blackbox/test_curl.py",
}
_BLOCK: Final = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Too long to run here: who runs it instead, and a word of it that proves so.
ELSEWHERE: Final = {
    "make run": ("ops/fresh.py", '("make", "run")'),
    "make test": (".ci/run", "make test"),
    'make test ARGS="tests/webapp/keys -q"': (".ci/run", "make test"),
    "make lint": (".ci/run", "make lint"),
    "python3 -m ops dev -m ops.screenshots": ("tests/browser/test_screenshots.py", "take("),
}


def commands(text: str) -> Iterator[str]:
    """The commands of the `sh` blocks in `text`, one a line, without their comments."""
    for block in _BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            command = re.sub(r"(?:^|\s+)#\s.*", "", line).strip()
            if command:
                yield command


def _named() -> list[str]:
    alone = (text for path, text in texts(r"\.md$") if path not in SESSIONS)
    return sorted({command for text in alone for command in commands(text)})


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's files in a folder that a command may change."""
    folder = tmp_path_factory.mktemp("copy")
    for path in tracked():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target)
    return folder


def _run(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ("sh", "-ec", command), cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.mark.parametrize("command", [c for c in _named() if c not in ELSEWHERE])
def test_a_command_of_the_documents_works(copy: Path, command: str) -> None:
    done = _run(command, copy)
    assert done.returncode == 0, done.stderr


def test_what_a_command_writes_is_what_the_repository_holds(copy: Path) -> None:
    for command in _named():
        if command.startswith("python3 -m ops") and command not in ELSEWHERE:
            _run(command, copy)
    changed = [p for p in tracked() if (copy / p).read_bytes() != (ROOT / p).read_bytes()]
    assert changed == []


def test_what_is_left_to_others_is_named_in_a_document_and_run_there() -> None:
    assert ELSEWHERE.keys() <= set(_named())
    for command, (path, proof) in ELSEWHERE.items():
        assert proof in (ROOT / path).read_text(encoding="utf-8"), command
    for document, path in SESSIONS.items():
        assert f'"{document}"' in (ROOT / path).read_text(encoding="utf-8"), document


def test_a_command_that_fails_is_found(tmp_path: Path) -> None:
    assert _run("python3 -m ops nothing", ROOT).returncode == 64
    assert _run("false", tmp_path).returncode == 1


def test_blocks_are_read_line_by_line_without_comments() -> None:
    text = "```sh\nmake x  # why\n\n# only words\npython3 -m a \\\n  b\n```\n```js\nno()\n```\n"
    assert list(commands(text)) == ["make x", "python3 -m a    b"]
