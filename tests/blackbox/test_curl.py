"""The shell commands of the documents, as they stand there, against a running system."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.blackbox.stack import ROOT, Stack


def commands(document: str) -> str:
    """All shell blocks of a document as one session."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ("README.md", ['<script async src="', '"plan":"example"', '"1"]']),
        (
            "docs/api.md",
            [
                '"email":"ann@lamps.test"',
                '"path":"triggers.0.event"',
                '"path":"labels.0.name"',
                '"help":"Orders that were paid."',
                "revoking",
                '<script async src="',
                '"plan":"pro"',
                '"1"]',
            ],
        ),
    ],
)
def test_the_documented_session_ends_with_the_number(
    stack: Stack, tmp_path: Path, document: str, shown: list[str]
) -> None:
    written = commands(document)
    assert "orders" in written
    settings = {
        "TALLY_PUBLIC_URL": stack.web,
        "TALLY_DATA_DIR": str(stack.data),
    }
    done = subprocess.run(
        ("sh", "-eu", "-c", written),
        cwd=tmp_path,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    missing = [text for text in shown if text not in done.stdout.replace('": ', '":')]
    assert missing == [], done.stdout
