"""The files that belong to the repository, as its tests look at them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

# Written by others or by machines, and checked by hash where they come from.
_FOREIGN: Final = re.compile(r"/vendor/|\.lock$|/package-lock\.json$|/dist/")
# What a fuzzer found is bytes, whatever it looks like.
_BYTES: Final = "tests/fuzz/corpus/"


@cache
def tracked() -> tuple[str, ...]:
    """Paths under version control, in order."""
    command = ("git", "ls-files", "-z")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for path in done.stdout.split("\0") if (ROOT / path).is_file())


def texts(pattern: str = "", *, foreign: bool = False) -> Iterator[tuple[str, str]]:
    """(path, text) of the tracked text files whose path matches `pattern`."""
    for path in tracked():
        if re.search(pattern, path) and (foreign or not _FOREIGN.search(path)):
            raw = (ROOT / path).read_bytes()
            if b"\0" not in raw and not path.startswith(_BYTES):
                yield path, raw.decode()


def modules(pattern: str = "") -> Iterator[tuple[str, ast.Module]]:
    """(path, syntax tree) of the tracked Python files whose path matches `pattern`."""
    for path, text in texts(rf"(?:{pattern}).*\.py$"):
        yield path, ast.parse(text)
