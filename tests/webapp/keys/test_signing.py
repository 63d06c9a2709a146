"""Signing versions: added beside older ones, retired one by one, never the last."""

import msgspec
import pytest
from sqlalchemy import Engine, select

from schemas.records import control
from tests.webapp.rows import NOON, a_project
from tests.webapp.wired import RING
from webapp.db.models import ApiKey, Project
from webapp.keys.create import Wanted, create_key
from webapp.keys.signing import (
    MAX_IN_USE,
    MAX_RETIRED,
    LastSigningVersion,
    NoSigningVersion,
    TooManySigningVersions,
    add_version,
    in_use,
    retire_version,
)
from webapp.outbox import rows
from webapp.outbox.publish import publishing


@pytest.fixture
def keyed(engine: Engine) -> Engine:
    """A database with one key."""
    a_project(engine)
    with publishing(engine) as session:
        create_key(session, session.scalars(select(Project)).one(), Wanted("Pages"), RING, NOON)
    return engine


def published(engine: Engine) -> list[tuple[int, bool]]:
    record = msgspec.json.decode(rows.waiting(engine)[-1].value or b"", type=control.Record)
    assert isinstance(record, control.ApiKey)
    assert len({RING.decrypt(it.key) for it in record.signing_versions}) == len(
        record.signing_versions
    )
    return [(it.version, it.retired) for it in record.signing_versions]


def test_a_new_one_stands_beside_the_others_until_they_are_retired(keyed: Engine) -> None:
    with publishing(keyed) as session:
        key = session.scalars(select(ApiKey)).one()
        assert add_version(session, key, RING, NOON).version == 2
        assert [it.version for it in in_use(key)] == [1, 2]
    assert published(keyed) == [(1, False), (2, False)]
    with publishing(keyed) as session:
        retire_version(session, session.scalars(select(ApiKey)).one(), 1, NOON)
    assert published(keyed) == [(1, True), (2, False)]


def test_the_last_in_use_stays_and_others_are_not_there(keyed: Engine) -> None:
    with publishing(keyed) as session:
        key = session.scalars(select(ApiKey)).one()
        with pytest.raises(LastSigningVersion):
            retire_version(session, key, 1, NOON)
        with pytest.raises(NoSigningVersion):
            retire_version(session, key, 2, NOON)
        add_version(session, key, RING, NOON)
        retire_version(session, key, 1, NOON)
        retire_version(session, key, 1, NOON)
    assert len(rows.waiting(keyed)) == 3


def test_a_loop_of_them_is_bounded(keyed: Engine) -> None:
    with publishing(keyed) as session:
        key = session.scalars(select(ApiKey)).one()
        for _ in range(MAX_IN_USE - 1):
            add_version(session, key, RING, NOON)
        with pytest.raises(TooManySigningVersions):
            add_version(session, key, RING, NOON)
        for _ in range(MAX_RETIRED + 5):
            retire_version(session, key, in_use(key)[0].version, NOON)
            add_version(session, key, RING, NOON)
    kept = published(keyed)
    assert len(kept) <= MAX_IN_USE + MAX_RETIRED + 1
    assert sum(not retired for _, retired in kept) == MAX_IN_USE
