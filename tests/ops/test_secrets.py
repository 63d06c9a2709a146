"""Secrets of the containers are made once and agree with each other."""

import base64
from pathlib import Path

from ops.secrets import write

NAMES = ("database_password", "database_url", "ingest_keys", "app_keys")


def test_secrets_are_made_once_and_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert write(folder) == [*NAMES]
    before = {path.name: path.read_text(encoding="ascii") for path in folder.iterdir()}
    assert write(folder) == []
    assert {path.name: path.read_text(encoding="ascii") for path in folder.iterdir()} == before
    assert before["database_password"] in before["database_url"]
    for ring in ("ingest_keys", "app_keys"):
        assert len(base64.urlsafe_b64decode(before[ring])) == 32
    assert folder.stat().st_mode & 0o077 == 0
