"""`python -m webapp migrate`, `seed` and `canary` as an operator calls them."""

from pathlib import Path

import pytest

from ops.audit.canary.sender import stations
from schemas.keyring import new_key
from schemas.process.main import EX_CONFIG
from schemas.process.settings import Secret
from tests.webapp.processes import run


def test_migrate_then_seed_twice(empty_database: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = {"TALLY_DATABASE_URL": empty_database, "TALLY_INGEST_KEYS": new_key()}
    assert [run(c, log, **settings) for c in ("migrate", "seed", "seed")] == [0, 0, 0]
    said = log.read_text()
    assert said.count("changed: key tlk_") == 1
    assert said.count("changed: nothing") == 1


def test_seed_without_tables_names_the_command_that_makes_them(
    empty_database: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    keys = {"TALLY_INGEST_KEYS": new_key()}
    assert run("seed", log, TALLY_DATABASE_URL=empty_database, **keys) == 1
    assert "python -m webapp migrate" in log.read_text()


def test_seed_without_a_key_ring_names_the_setting(tmp_path: Path) -> None:
    assert run("seed", tmp_path / "log", TALLY_INGEST_KEYS="") == EX_CONFIG
    assert "TALLY_INGEST_KEYS" in (tmp_path / "log").read_text()


def test_the_canarys_keys_are_printed_alone_and_the_same_each_time(
    empty_database: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    settings = {"TALLY_DATABASE_URL": empty_database, "TALLY_INGEST_KEYS": new_key()}
    assert run("migrate", log, **settings) == 0
    capfd.readouterr()
    assert [run("canary", log, **settings, TALLY_PARTITIONS="3") for _ in range(2)] == [0, 0]
    first, second = capfd.readouterr().out.splitlines()
    assert first == second
    made = stations(Secret(first))
    assert [station.partition for station in made] == ["0", "1", "2"]
    assert made[0].secret not in log.read_text()
