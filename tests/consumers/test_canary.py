"""The canary through collector, aggregator, sink and Prometheus: it finds all well, and what is not."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ops.audit.canary.sender import Station, send
from ops.local.ports import free_ports
from schemas.partitioning import partition_of
from schemas.records.control import ApiKey, DefinitionVersion, KeySecret, Project
from schemas.signatures import secret_text
from schemas.triggers import ServerEvent
from tests.collector import running, samples
from tests.collector.running import ask
from tests.consumers.core.logs import version
from tests.consumers.pipeline import PARTITIONS, Pipeline, wait_for
from tests.consumers.test_operate import operate

SECRET = bytes(range(32))
# Rounds as short as a busy machine allows; late is told apart from lost by waiting.
ROUNDS = {"TALLY_CANARY_EVERY_SECONDS": "15", "TALLY_CANARY_SETTLED_SECONDS": "12"}
PATIENCE = 180.0


@dataclass(frozen=True)
class Aviary:
    """A canary that runs, its stations in the order of their partitions."""

    pipeline: Pipeline
    collector: str
    stations: list[Station]
    projects: list[Project]
    admin_port: int

    def metrics(self) -> str:
        return ask(self.admin_port, "GET", "/metrics", None, {}).body.decode()

    def values(self, name: str) -> dict[str, float]:
        """The samples called `name`, by the value of their one label."""
        families = text_string_to_metric_families(self.metrics())
        found = [s for family in families for s in family.samples if s.name == name]
        return {next(iter(s.labels.values())): s.value for s in found}

    def differences(self) -> dict[str, float]:
        return self.values("tally_canary_difference_events")


def planted(pipeline: Pipeline, number: int) -> tuple[Project, ApiKey, DefinitionVersion]:
    """A project in that partition, as `python -m webapp canary` makes it; the organization is the test's."""
    identity = next(
        i for i in iter(lambda: str(uuid4()), "") if partition_of(i, PARTITIONS) == number
    )
    sealed = KeySecret(samples.RING.encrypt(SECRET))
    key = ApiKey(
        f"key-{number}", identity, f"tlk_{number:020d}", ("ingest:server",), secrets=(sealed,)
    )
    counter = version(
        definition=f"d-{number}",
        name="canary_beacons_total",
        triggers=(ServerEvent("canary"),),
        labels=(),
    )
    project = Project(identity, "o1", pipeline.project, f"{pipeline.project}-{number}")
    return project, key, msgspec.structs.replace(counter, project_id=identity)


@pytest.fixture
def aviary(pipeline: Pipeline, tmp_path: Path) -> Iterator[Aviary]:
    made = [planted(pipeline, number) for number in range(PARTITIONS)]
    for records in made:
        pipeline.publish(*records)
    pipeline.start("aggregator-0", "consumers", "aggregate")
    pipeline.start("sink", "consumers", "sink")
    environ = running.settings(pipeline.bootstrap, TALLY_PARTITIONS=str(PARTITIONS))
    stations = [
        Station(p.org, p.project, str(number), key.public, secret_text(SECRET))
        for number, (p, key, _) in enumerate(made)
    ]
    port = free_ports(("canary",))["canary"]
    with running.collector(environ, tmp_path) as collector:
        address = f"http://127.0.0.1:{collector.port}"
        pipeline.start(
            "canary",
            "ops.audit.canary",
            TALLY_CANARY_KEYS=msgspec.json.encode(stations).decode(),
            TALLY_COLLECTOR_URL=address,
            TALLY_CANARY_ADMIN_PORT=str(port),
            **ROUNDS,
        )
        yield Aviary(pipeline, address, stations, [project for project, _, _ in made], port)


def test_it_finds_all_well_then_what_is_counted_twice_and_what_is_lost(aviary: Aviary) -> None:
    def all_well() -> bool:
        return aviary.values("tally_canary_beacons_total").get(
            "acknowledged", 0
        ) >= 2 * PARTITIONS and aviary.differences() == {"0": 0, "1": 0}

    wait_for("the canary to answer", lambda: running.is_ready(aviary.admin_port))
    wait_for("two rounds that are well", all_well, PATIENCE)
    assert aviary.values("tally_canary_checks_total")["same"] >= PARTITIONS

    # One event more than the canary knows of: to Prometheus as if one of its own counted twice.
    assert send(aviary.collector, aviary.stations[0], "x" * 22, time.time()) == "acknowledged"
    wait_for("one too many", lambda: aviary.differences() == {"0": 1, "1": 0}, PATIENCE)

    done = operate(aviary.pipeline, "park", aviary.projects[1].id, "--by", "me", "--why", "a test")
    assert done.returncode == 0, done.stderr
    wait_for("what was not counted", lambda: aviary.differences()["1"] < 0, PATIENCE)
    assert aviary.differences()["0"] == 1
    assert aviary.values("tally_canary_checks_total")["different"] >= 2
    assert "does not show what was acknowledged" in aviary.pipeline.log_of("canary")
    for text in (aviary.metrics(), aviary.pipeline.log_of("canary")):
        assert secret_text(SECRET) not in text
