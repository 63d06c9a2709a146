"""The consumers as processes on a real broker and a real Prometheus, and what they made of the log."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from confluent_kafka import Producer

from consumers.core.windows import in_force_from
from ops.local import ports
from schemas.partitioning import partition_of
from schemas.records.beacons import Beacon
from schemas.records.control import REVISION_HEADER, DefinitionVersion, Project, Record
from tests.consumers.core.logs import version, view
from tests.parts.topics import create_topics

PARTITIONS = 2
LIMIT = 60.0


class Pipeline:
    """Kafka with topics, control for one project, and the processes started so far."""

    def __init__(self, bootstrap: str, prometheus: str, folder: Path, project: str) -> None:
        self.bootstrap = bootstrap
        self.prometheus = prometheus
        self.project = project
        self._folder = folder
        self._revisions = itertools.count(1)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True})
        create_topics(bootstrap, PARTITIONS)

    def begin(self, *versions: DefinitionVersion) -> None:
        """Put the project and its definitions on control, as the outbox would, and start both
        consumers; returns when the definitions are in force."""
        self.publish(Project("p1", "o1", "acme", self.project), *versions)
        in_force = in_force_from(0, time.time_ns() // 1_000_000)
        self.start("aggregator-0", "consumers", "aggregate")
        self.start("sink", "consumers", "sink")
        time.sleep(max(0.0, in_force / 1000 - time.time() + 0.2))

    def publish(self, *records: Record) -> None:
        """Put records on control, each newer than all before."""
        for record in records:
            headers: dict[str, str | bytes | None] = {REVISION_HEADER: str(next(self._revisions))}
            value = msgspec.json.encode(record)
            self._producer.produce("control", value, record.key, headers=headers)
        assert self._producer.flush(30) == 0

    def send(self, beacons: Iterable[Beacon]) -> None:
        for beacon in beacons:
            number = partition_of(beacon.project_id, PARTITIONS)
            value = msgspec.json.encode(msgspec.structs.replace(beacon, project=self.project))
            self._producer.produce("beacons", value, beacon.project_id, partition=number)
            self._producer.poll(0)
        assert self._producer.flush(30) == 0

    def send_raw(self, value: bytes, partition: int) -> None:
        self._producer.produce("beacons", value, partition=partition)
        assert self._producer.flush(30) == 0

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start `python -m command`, its log in the test's folder."""
        admin = str(ports.free_ports((name,))[name])
        known = {
            **os.environ,
            "TALLY_ENV": "development",
            "TALLY_KAFKA_BOOTSTRAP": self.bootstrap,
            "TALLY_PARTITIONS": str(PARTITIONS),
            "TALLY_PROMETHEUS_URL": self.prometheus,
            "TALLY_AGGREGATOR_ADMIN_PORT": admin,
            "TALLY_SINK_ADMIN_PORT": admin,
            "TALLY_SLOT": name,
            **environment,
        }
        with (self._folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", *command], env=known, stderr=log)
        self._processes[name] = process
        return process

    def kill(self, name: str) -> None:
        process = self._processes.pop(name)
        process.kill()
        process.wait()

    def ended(self, name: str) -> int | None:
        """Its exit code, None while it runs."""
        return self._processes[name].poll()

    def stop_all(self) -> None:
        for process in self._processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self._processes.values():
            process.wait(20)

    def log_of(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text()

    def query(self, promql: str) -> float | None:
        return query(self.prometheus, promql)

    def samples(self, until: int) -> set[tuple[str, int, float]]:
        """Every (labels, timestamp ms, value) of this project that Prometheus holds up to `until`."""
        matcher = f'{{project="{self.project}"}}[1h]'
        found = _get(f"{self.prometheus}/api/v1/query", query=matcher, time=str(until / 1000))
        return {
            (json.dumps(series["metric"], sort_keys=True), round(at * 1000), float(value))
            for series in found["data"]["result"]
            for at, value in series["values"]
        }

    def rerun(self, until: int) -> set[tuple[str, int, float]]:
        """The same by a clean single pass over the log."""
        environment = {**os.environ, "TALLY_KAFKA_BOOTSTRAP": self.bootstrap}
        found = set()
        for number in range(PARTITIONS):
            command = ["consumers", "rerun", str(number), "--until", str(until)]
            printed = subprocess.check_output(
                [sys.executable, "-m", *command], env=environment, timeout=LIMIT
            )
            for line in map(json.loads, printed.splitlines()):
                if line["value"] is not None:
                    labels = json.dumps(line["labels"], sort_keys=True)
                    found.add((labels, line["at"], line["value"]))
        return found


def query(prometheus: str, promql: str) -> float | None:
    """Value of an instant query that yields at most one series."""
    result = _get(f"{prometheus}/api/v1/query", query=promql)["data"]["result"]
    return float(result[0]["value"][1]) if result else None


def wait_for(what: str, met: Callable[[], bool], limit: float = LIMIT) -> None:
    """Poll until `met`; fail with `what` after `limit` seconds."""
    deadline = time.monotonic() + limit
    while not met():
        assert time.monotonic() < deadline, f"still waiting for {what}"
        time.sleep(0.1)


def views(count: int, prefix: str) -> list[Beacon]:
    return [view(f"{prefix}-{n:020d}", f"/p{n % 7}") for n in range(count)]


def definition() -> DefinitionVersion:
    return version(name="views_total")


def _get(url: str, **parameters: str) -> Any:
    full = f"{url}?{urllib.parse.urlencode(parameters)}"
    with urllib.request.urlopen(full, timeout=30) as answer:
        return json.load(answer)
