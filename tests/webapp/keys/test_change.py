"""Changing a key: every change is published, secrets overlap, an ended key stays as it is."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine, select

from schemas.records import control
from schemas.signatures import secret_key
from tests.webapp.rows import NOON, a_project
from tests.webapp.wired import RING
from webapp.db.engine import reading
from webapp.db.models import ApiKey, Project
from webapp.keys.change import MAX_SECRETS, KeyRevoked, allow_origins, change, revoke, rotate
from webapp.keys.create import RateLimit, Wanted, create_key
from webapp.keys.record import key_record
from webapp.keys.signing import add_version
from webapp.keys.state import is_pending, state_of
from webapp.outbox import rows
from webapp.outbox.publish import publishing

HOUR = timedelta(hours=1)


@pytest.fixture
def secret(engine: Engine) -> str:
    """The secret of the one key there is."""
    a_project(engine)
    with publishing(engine) as session:
        project = session.scalars(select(Project)).one()
        _, secret = create_key(session, project, Wanted("Server"), RING, NOON)
    return secret.reveal()


def newest(engine: Engine) -> control.ApiKey:
    """The key as the last record on its way says it."""
    record = msgspec.json.decode(rows.waiting(engine)[-1].value or b"", type=control.Record)
    assert isinstance(record, control.ApiKey)
    return record


def secrets(record: control.ApiKey) -> list[tuple[bytes, int]]:
    return [(RING.decrypt(it.secret), it.valid_until) for it in record.secrets]


def rotated(engine: Engine, overlap: timedelta, hours: int) -> str:
    with publishing(engine) as session:
        key = session.scalars(select(ApiKey)).one()
        return rotate(session, key, overlap, RING, NOON + hours * HOUR).reveal()


def milliseconds(hours: int) -> int:
    return int((NOON + hours * HOUR).timestamp() * 1000)


def test_the_secret_before_counts_for_the_overlap(engine: Engine, secret: str) -> None:
    second = rotated(engine, 24 * HOUR, 0)
    assert secrets(newest(engine)) == [
        (secret_key(secret), milliseconds(24)),
        (secret_key(second), 0),
    ]


def test_a_later_rotation_shortens_an_overlap_and_never_lengthens_it(
    engine: Engine, secret: str
) -> None:
    second = rotated(engine, 24 * HOUR, 0)
    third = rotated(engine, 2 * HOUR, 1)
    assert secrets(newest(engine)) == [
        (secret_key(secret), milliseconds(3)),
        (secret_key(second), milliseconds(3)),
        (secret_key(third), 0),
    ]
    rotated(engine, 48 * HOUR, 2)
    assert [until for _, until in secrets(newest(engine))] == [
        milliseconds(3),
        milliseconds(3),
        milliseconds(50),
        0,
    ]


def test_what_is_over_goes_and_a_loop_of_rotations_is_bounded(engine: Engine, secret: str) -> None:
    rotated(engine, HOUR, 0)
    last = rotated(engine, timedelta(0), 2)
    assert secrets(newest(engine)) == [(secret_key(last), 0)]
    made = [rotated(engine, 24 * HOUR, 3) for _ in range(MAX_SECRETS + 3)]
    kept = [key for key, _ in secrets(newest(engine))]
    assert kept == [secret_key(text) for text in made[-MAX_SECRETS:]]


def test_a_revoked_key_is_revoking_until_its_record_is_on_control(
    engine: Engine, secret: str
) -> None:
    with publishing(engine) as session:
        key = session.scalars(select(ApiKey)).one()
        revoke(session, key, NOON)
        revoke(session, key, NOON + HOUR)
        assert (key.revoked_at, state_of(session, key, NOON)) == (NOON, "revoking")
    assert newest(engine).revoked
    waiting = [row.revision for row in rows.waiting(engine)]
    assert len(waiting) == 2
    rows.mark_published(engine, waiting[:1], NOON)
    with reading(engine) as session:
        assert state_of(session, session.scalars(select(ApiKey)).one(), NOON) == "revoking"
    rows.mark_published(engine, waiting[1:], NOON)
    rows.prune(engine, NOON + HOUR)
    with reading(engine) as session:
        assert state_of(session, session.scalars(select(ApiKey)).one(), NOON) == "revoked"


def test_a_revoked_key_takes_no_change(engine: Engine, secret: str) -> None:
    with publishing(engine) as session:
        revoke(session, session.scalars(select(ApiKey)).one(), NOON)
    with publishing(engine) as session:
        key = session.scalars(select(ApiKey)).one()
        with pytest.raises(KeyRevoked):
            rotate(session, key, HOUR, RING, NOON)
        with pytest.raises(KeyRevoked):
            change(session, key, Wanted("Other"))
        with pytest.raises(KeyRevoked):
            add_version(session, key, RING, NOON)
    assert len(rows.waiting(engine)) == 2


def test_what_a_key_allows_is_changed_at_once_and_the_same_again_is_no_change(
    engine: Engine, secret: str
) -> None:
    wanted = Wanted(
        "Pages", ("ingest:browser",), ("https://shop.test",), RateLimit(10, 20), NOON + HOUR
    )
    with publishing(engine) as session:
        key = session.scalars(select(ApiKey)).one()
        assert change(session, key, wanted)
        assert not change(session, key, wanted)
        assert allow_origins(session, key, ["https://other.test"])
        assert not allow_origins(session, key, ["https://other.test"])
    record = newest(engine)
    assert record.scopes == ("ingest:browser",)
    assert record.allowed_origins == ("https://other.test",)
    assert record.rate_limit == control.RateLimit(10, 20)
    assert record.expires_at == milliseconds(1)
    assert len(rows.waiting(engine)) == 3
    with reading(engine) as session:
        key = session.scalars(select(ApiKey)).one()
        assert key_record(key) == record
        assert state_of(session, key, NOON) == "active"
        assert state_of(session, key, NOON + HOUR) == "expired"
        assert is_pending(session, key)
