"""A Prometheus that was away while thousands of blocks were written holds what one holds that was not."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)

from consumers.core.windows import WINDOW, window_of
from ops.chaos.compare import Sample, compare
from ops.chaos.prometheus import Prometheus
from ops.local import ports
from schemas.beacon import Event
from schemas.partitioning import partition_of
from schemas.records.beacons import Beacon
from schemas.records.control import REVISION_HEADER, DefinitionVersion, Project
from schemas.triggers import Custom
from tests.consumers.core.logs import version, view
from tests.consumers.pipeline import PARTITIONS, Pipeline, wait_for

WINDOWS = 1_500
LEAST_BLOCKS = 10_000
HOUR = 3_600_000
# A sink that finds nobody tries again after 30 s at most.
PATIENCE_S = 180.0


def definitions() -> list[DefinitionVersion]:
    """A counter, and one of each type that takes a value."""
    order: dict[str, Any] = {"triggers": (Custom("order"),), "labels": (), "value": "event"}
    return [
        version(name="views_total"),
        version(definition="d2", name="order_size", type="histogram", buckets=(1, 5), **order),
        version(definition="d3", name="order_last", type="gauge", **order),
        version(definition="d4", name="order_quantiles", type="summary", **order),
    ]


def beacons(project: str) -> Iterator[Beacon]:
    """One for each window."""
    for number in range(WINDOWS):
        events = ("page_view", Event("order", value=number % 7))
        yield view(f"backlog-{number:020d}", f"/p{number % 5}", events, project=project)


def stamped_by_the_writer(bootstrap: str, *topics: str) -> None:
    """Let the topics take the time that is handed in: hours of windows in seconds."""
    by = ("message.timestamp.type", "CreateTime")
    entries = [ConfigEntry(*by, incremental_operation=AlterConfigOpType.SET)]
    admin = AdminClient({"bootstrap.servers": bootstrap})
    resources = [
        ConfigResource(ResourceType.TOPIC, topic, incremental_configs=entries) for topic in topics
    ]
    for done in admin.incremental_alter_configs(resources).values():
        done.result(10)


def write(pipeline: Pipeline, since: int) -> None:
    """Control and beacons, as if they had come from `since` (Unix ms) on, one window after the other."""
    producer = Producer({"bootstrap.servers": pipeline.bootstrap, "enable.idempotence": True})
    known: list[Project | DefinitionVersion] = [Project("p1", "o1", "acme", pipeline.project)]
    for revision, record in enumerate([*known, *definitions()], 1):
        headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(revision)}
        value = msgspec.json.encode(record)
        producer.produce("control", value, record.key, headers=headers, timestamp=since - HOUR)
    for number, beacon in enumerate(beacons(pipeline.project)):
        producer.produce(
            "beacons",
            msgspec.json.encode(beacon),
            beacon.project_id,
            partition=partition_of(beacon.project_id, PARTITIONS),
            timestamp=since + number * WINDOW,
        )
    assert producer.flush(30) == 0


def waiting(bootstrap: str, group: str) -> int:
    """How many blocks that group has not written yet, and a few marks of transactions."""
    reader = Consumer({"bootstrap.servers": bootstrap, "group.id": group})
    try:
        places = [TopicPartition("samples", number) for number in range(PARTITIONS)]
        moved = [max(0, found.offset) for found in reader.committed(places, timeout=10)]
        ends = [reader.get_watermark_offsets(place, timeout=10)[1] for place in places]
        return sum(ends) - sum(moved)
    finally:
        reader.close()


@pytest.mark.timeout(600)
def test_ten_thousand_waiting_blocks_are_written_as_if_nothing_had_been(
    pipeline: Pipeline, parts: ModuleType, tmp_path: Path
) -> None:
    port = ports.free_ports(("late",))["late"]
    late = f"http://127.0.0.1:{port}"
    since = window_of(time.time_ns() // 1_000_000 - 4 * HOUR)
    stamped_by_the_writer(pipeline.bootstrap, "beacons", "control")
    write(pipeline, since)
    targets = [{"name": "there", "url": pipeline.prometheus}, {"name": "late", "url": late}]
    pipeline.start("sink", "consumers", "sink", TALLY_SINK_TARGETS=json.dumps(targets))
    pipeline.start("aggregator-0", "consumers", "aggregate")

    def everything_is_visible() -> bool:
        return pipeline.query(f'sum(views_total{{project="{pipeline.project}"}})') == WINDOWS

    wait_for("all views where Prometheus is there", everything_is_visible, PATIENCE_S)
    until = since + WINDOWS * WINDOW
    assert waiting(pipeline.bootstrap, "sink-late") > LEAST_BLOCKS

    def held(url: str) -> list[Sample]:
        matcher = f'{{project="{pipeline.project}"}}'
        return Prometheus(url).samples(matcher, since, until)

    uninterrupted = held(pipeline.prometheus)
    with parts.run_prometheus(tmp_path / "late", port):
        wait_for("as many", lambda: len(held(late)) >= len(uninterrupted), PATIENCE_S)
        compared = compare(held(late), uninterrupted)
    assert compared.lines() == []
    assert compared.compared >= LEAST_BLOCKS
    clean = [one for one in pipeline.rerun(until) if one[1] > since]
    assert compare(uninterrupted, clean).lines() == []
