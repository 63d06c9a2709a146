"""The canary's projects: one in each partition, made once, with keys that collectors take."""

import msgspec
from sqlalchemy import Engine

from ops.audit.canary.sender import stations
from schemas.partitioning import partition_of
from schemas.process.settings import Secret
from schemas.records import control
from schemas.signatures import secret_key
from tests.webapp.rows import NOON
from tests.webapp.wired import RING
from webapp.outbox import rows
from webapp.outbox.publish import publishing
from webapp.seed.canary import COUNTER, plant_canary

PARTITIONS = 5


def plant(engine: Engine, partitions: int = PARTITIONS) -> list[dict[str, str]]:
    with publishing(engine) as session:
        return list(plant_canary(session, partitions, RING, NOON))


def published(engine: Engine) -> list[control.Record]:
    waiting = rows.waiting(engine)
    return [msgspec.json.decode(row.value or b"", type=control.Record) for row in waiting]


def test_each_partition_has_one_project_with_a_key_and_the_counter(engine: Engine) -> None:
    made = plant(engine)
    records = published(engine)
    projects = [record for record in records if isinstance(record, control.Project)]
    assert [partition_of(p.id, PARTITIONS) for p in projects] == list(range(PARTITIONS))
    assert [one["partition"] for one in made] == [str(n) for n in range(PARTITIONS)]
    definitions = [r for r in records if isinstance(r, control.DefinitionVersion)]
    assert [version.definition for version in definitions] == [COUNTER] * PARTITIONS


def test_a_second_time_prints_the_same_and_makes_nothing(engine: Engine) -> None:
    made = plant(engine)
    before = len(rows.waiting(engine))
    assert plant(engine) == made
    assert len(rows.waiting(engine)) == before


def test_what_is_printed_is_what_the_canary_reads_and_shows_no_secret(engine: Engine) -> None:
    made = plant(engine)
    read = stations(Secret(msgspec.json.encode(made).decode()))
    assert [station.secret for station in read] == [one["secret"] for one in made]
    assert made[0]["secret"] not in f"{read}"


def test_the_printed_secret_is_the_one_of_the_control_record(engine: Engine) -> None:
    made = plant(engine, 1)
    (key,) = [record for record in published(engine) if isinstance(record, control.ApiKey)]
    assert (key.public, key.scopes) == (made[0]["key"], ("ingest:server",))
    assert secret_key(made[0]["secret"]) == RING.decrypt(key.secrets[0].secret)
