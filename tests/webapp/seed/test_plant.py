"""The seed makes the demo once, and afterwards only what differs."""

import msgspec
import pytest
from sqlalchemy import Engine, select

from schemas.keyring import Keyring, new_key
from schemas.process.settings import Secret
from schemas.records import control
from schemas.tokens import parse, verify
from tests.webapp.rows import NOON
from webapp.db.engine import reading
from webapp.db.models import ApiKey, Project, Snippet
from webapp.outbox import rows
from webapp.outbox.publish import publishing
from webapp.seed import demo
from webapp.seed.plant import plant

COLLECTOR = "http://127.0.0.1:8001"
ORIGINS = ("http://127.0.0.1:8002", "http://localhost:8002")


@pytest.fixture(scope="module")
def ring() -> Keyring:
    return Keyring(Secret(new_key()), "TALLY_INGEST_KEYS")


def _plant(
    engine: Engine, ring: Keyring, collector: str = COLLECTOR, origins: tuple[str, ...] = ORIGINS
) -> list[str]:
    with publishing(engine) as session:
        return [line.split()[0] for line in plant(session, collector, origins, ring, NOON)]


def _published(engine: Engine) -> list[control.Record]:
    return [
        msgspec.json.decode(row.value or b"", type=control.Record) for row in rows.waiting(engine)
    ]


def test_the_first_seed_makes_and_publishes_the_whole_demo(engine: Engine, ring: Keyring) -> None:
    assert _plant(engine, ring) == [
        "project",
        "key",
        *["definition"] * len(demo.DEFINITIONS),
        "snippet",
    ]
    kinds = [type(record).__name__ for record in _published(engine)]
    # The project names its script only after the script is on its way.
    definitions = ["DefinitionVersion"] * len(demo.DEFINITIONS)
    assert kinds == ["Project", "ApiKey", *definitions, "Snippet", "Project"]
    project = _published(engine)[-1]
    assert isinstance(project, control.Project)
    assert (project.org, project.project) == ("demo", "demo-shop")


def test_the_published_key_allows_the_origins_and_holds_its_secrets_encrypted(
    engine: Engine, ring: Keyring
) -> None:
    _plant(engine, ring)
    (key,) = [record for record in _published(engine) if isinstance(record, control.ApiKey)]
    assert key.scopes == ("ingest:browser", "ingest:server")
    assert key.allowed_origins == ORIGINS
    assert len(ring.decrypt(key.signing_versions[0].key)) == 32
    assert [len(ring.decrypt(secret.secret)) for secret in key.secrets] == [32]


def test_the_script_carries_a_token_that_its_key_signed(engine: Engine, ring: Keyring) -> None:
    _plant(engine, ring)
    with reading(engine) as session:
        key, script = session.scalars(select(ApiKey)).one(), session.scalars(select(Snippet)).one()
        token = script.javascript.partition('"token":"')[2].partition('"')[0]
        claims = parse(token)
        verify(token, ring.decrypt(key.signing_versions[0].encrypted_key))
        assert (claims.key_id, claims.signing_version) == (str(key.id), 1)
        assert f"{COLLECTOR}/api/v1/metrics" in script.javascript


def test_a_second_seed_changes_nothing(engine: Engine, ring: Keyring) -> None:
    _plant(engine, ring)
    before = len(rows.waiting(engine))
    assert _plant(engine, ring) == []
    assert len(rows.waiting(engine)) == before


def test_another_collector_makes_another_script_and_keeps_the_old_one(
    engine: Engine, ring: Keyring
) -> None:
    _plant(engine, ring)
    assert _plant(engine, ring, collector="https://collect.example.com") == ["snippet"]
    with reading(engine) as session:
        scripts = {s.sha256: s.javascript for s in session.scalars(select(Snippet))}
        current = session.scalars(select(Project)).one().snippet_sha256
    assert len(scripts) == 2
    assert "collect.example.com" in scripts[current or ""]


def test_going_back_to_a_script_publishes_the_project_alone(engine: Engine, ring: Keyring) -> None:
    _plant(engine, ring)
    _plant(engine, ring, collector="https://collect.example.com")
    before = len(rows.waiting(engine))
    assert _plant(engine, ring) == ["snippet"]
    assert [type(r).__name__ for r in _published(engine)[before:]] == ["Project"]


def test_other_origins_change_the_key_alone(engine: Engine, ring: Keyring) -> None:
    _plant(engine, ring)
    assert _plant(engine, ring, origins=("http://127.0.0.1:9002",)) == ["origins"]
