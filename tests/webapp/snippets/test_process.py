"""`python -m webapp snippets` as an operator calls it."""

import json
from pathlib import Path

from schemas.keyring import new_key
from tests.webapp.processes import run
from webapp.db.engine import make_engine
from webapp.outbox import rows

MOVED = "https://collect.shop.test"


def test_scripts_follow_the_collectors_address_once(empty_database: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = {"TALLY_DATABASE_URL": empty_database, "TALLY_INGEST_KEYS": new_key()}
    for command in ("migrate", "seed", "snippets"):
        assert run(command, log, **settings) == 0
    assert "changed: the script" not in log.read_text()
    moved = {**settings, "TALLY_COLLECTOR_URL": MOVED}
    assert [run("snippets", log, **moved) for _ in range(2)] == [0, 0]
    assert log.read_text().count("changed: the script of demo") == 1
    engine = make_engine(empty_database)
    *_, script, project = rows.waiting(engine)
    engine.dispose()
    assert f"{MOVED}/api/v1/metrics" in json.loads(script.value or "")["javascript"]
    assert json.loads(project.value or "")["snippet_sha256"] in script.key


def test_without_tables_it_names_the_command_that_makes_them(
    empty_database: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    assert run("snippets", log, TALLY_DATABASE_URL=empty_database) == 1
    assert "python -m webapp migrate" in log.read_text()
