"""docs/adr: every record is in the index, under its own title, numbered without a gap."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.repository.files import ROOT

FOLDER: Final = ROOT / "docs" / "adr"
_RECORD: Final = re.compile(
    r"# (\d+)\. (.+)\n\nDate: \d{4}-\d\d-\d\d\. Status: (?:accepted|superseded)"
)
_ENTRY: Final = re.compile(r"^(\d+)\. \[(.+)\]\(([\w-]+\.md)\)$", re.MULTILINE)


def records(folder: Path) -> list[tuple[int, str, str]]:
    """(number, title, file) of each record, (0, "", file) where the head is not that of one."""
    found = []
    for path in sorted(folder.glob("*.md")):
        if path.name != "README.md":
            head = _RECORD.match(path.read_text(encoding="utf-8"))
            found.append((int(head[1]), head[2], path.name) if head else (0, "", path.name))
    return found


def faults(folder: Path) -> list[str]:
    """What is wrong with the records and their index, a line each."""
    kept = records(folder)
    entries = _ENTRY.findall((folder / "README.md").read_text(encoding="utf-8"))
    listed = [(int(number), title, file) for number, title, file in entries]
    lines = [f"not in the index: {record}" for record in kept if record not in listed]
    lines += [f"in the index alone: {entry}" for entry in listed if entry not in kept]
    numbers = [number for number, _, _ in kept]
    if numbers != list(range(1, len(kept) + 1)):
        lines.append(f"numbers: {numbers}")
    lines += [f"{file}: not {n:04}-..." for n, _, file in kept if not file.startswith(f"{n:04}-")]
    return lines + ([] if listed == sorted(listed) else ["the index is not in order"])


def test_the_index_lists_every_decision() -> None:
    assert faults(FOLDER) == []
    assert records(FOLDER)


GOOD = {
    "README.md": "# Decisions\n\n1. [One](0001-one.md)\n2. [Two](0002-two.md)\n",
    "0001-one.md": "# 1. One\n\nDate: 2026-11-23. Status: accepted.\n",
    "0002-two.md": "# 2. Two\n\nDate: 2026-11-24. Status: accepted. Changes: wire.md.\n",
}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("README.md", "1. [One](0001-one.md)\n"),
        ("README.md", GOOD["README.md"] + "3. [Three](0003-three.md)\n"),
        ("README.md", "1. [Won](0001-one.md)\n2. [Two](0002-two.md)\n"),
        ("README.md", "2. [Two](0002-two.md)\n1. [One](0001-one.md)\n"),
        ("0001-one.md", "# One\n"),
        ("0002-two.md", "# 3. Two\n\nDate: 2026-11-24. Status: accepted.\n"),
        ("0003-three.md", "# 3. Three\n\nDate: 2026-11-24. Status: accepted.\n"),
        ("0002-two.md", "# 2. Two\n\nDate: soon. Status: accepted.\n"),
    ],
)
def test_an_index_that_differs_from_the_records_is_found(
    tmp_path: Path, file: str, text: str
) -> None:
    for name, good in GOOD.items():
        (tmp_path / name).write_text(good)
    assert faults(tmp_path) == []
    (tmp_path / file).write_text(text)
    assert faults(tmp_path)
