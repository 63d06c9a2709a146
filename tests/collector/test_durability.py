"""No 204 is ever missing from the topic, whoever is killed; without Kafka the answer is 503."""

import contextlib
import http.client
import itertools
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from ops.local import kafka as local_kafka
from ops.local.cache import cache_root
from ops.local.ports import free_ports
from ops.local.process import signal_group, start
from ops.local.ready import is_ready
from schemas.records.beacons import Beacon
from tests.collector import samples
from tests.collector.running import collector, publish, settings, stored, tenant

PROJECT, KEY = tenant("durability")
CONNECTIONS = 8


@dataclass
class Broker:
    """A real broker that can be killed and started again on the same port and data."""

    folder: Path
    ports: dict[str, int]

    def __post_init__(self) -> None:
        self.start()

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.ports['broker']}"

    def start(self) -> None:
        cache, ports = cache_root(os.environ), self.ports
        child = local_kafka.prepare(cache, self.folder, ports["broker"], ports["controller"], print)
        self.process = start(child, self.folder / "log", self.folder)
        while not is_ready(child.ready):
            assert self.process.poll() is None
            time.sleep(0.1)

    def signal(self, number: signal.Signals) -> None:
        signal_group(self.process, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    made = Broker(tmp_path_factory.mktemp("broker"), free_ports(("broker", "controller")))
    try:
        publish(made.bootstrap, PROJECT, KEY)
        yield made
    finally:
        made.kill()


@dataclass
class Load:
    """Beacons with ids of their own over keep-alive connections, until told to stop."""

    port: int
    prefix: str
    statuses: dict[str, int] = field(default_factory=dict)
    retry_after: set[str | None] = field(default_factory=set)
    stopping: Event = field(default_factory=Event)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def run(self) -> None:
        while not self.stopping.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._connection()
            time.sleep(0.02)

    def _connection(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            while not self.stopping.is_set():
                self._send(connection, f"{self.prefix}-{next(self.numbers):015}-abcdef")
        finally:
            connection.close()

    def _send(self, connection: http.client.HTTPConnection, identity: str) -> None:
        sent = samples.body(id=identity, token=samples.token(KEY.id))
        headers = {"Content-Type": "text/plain", "Origin": "https://shop.test"}
        connection.request("POST", "/api/v1/metrics", sent, headers)
        response = connection.getresponse()
        response.read()
        self.statuses[identity] = response.status
        if response.status == 503:
            self.retry_after.add(response.getheader("Retry-After"))

    def acknowledged(self) -> set[str]:
        return {identity for identity, status in self.statuses.items() if status == 204}

    def wait_for(self, status: int, more: int = 50) -> None:
        """Until `more` further answers of `status` came."""
        goal = self._count(status) + more
        deadline = time.monotonic() + 60
        while self._count(status) < goal:
            assert time.monotonic() < deadline, self._count(status)
            time.sleep(0.02)

    def _count(self, status: int) -> int:
        return list(self.statuses.values()).count(status)


@contextlib.contextmanager
def load(port: int, prefix: str) -> Iterator[Load]:
    made = Load(port, prefix)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        runs = [pool.submit(made.run) for _ in range(CONNECTIONS)]
        try:
            yield made
        finally:
            made.stopping.set()
            for run in runs:
                run.result()


def assert_nothing_is_missing(broker: Broker, sent: Load) -> None:
    found = [record.id for _, record in stored(broker.bootstrap, PROJECT)]
    assert sent.acknowledged() <= set(found)
    assert set(sent.statuses.values()) <= {204, 503}


def assert_nothing_is_twice(broker: Broker, sent: Load) -> None:
    found = [record.id for _, record in stored(broker.bootstrap, PROJECT)]
    ours = [identity for identity in found if identity.startswith(sent.prefix)]
    assert len(ours) == len(set(ours))


def assert_what_is_twice_is_the_same(broker: Broker, sent: Load) -> None:
    """Whichever of them the aggregator meets first, it counts the same, once (docs/adr/0008)."""
    found: dict[str, Beacon] = {}
    for _, record in stored(broker.bootstrap, PROJECT):
        if record.id.startswith(sent.prefix):
            assert found.setdefault(record.id, record) == record


def test_a_killed_collector_loses_no_204(broker: Broker, tmp_path: Path) -> None:
    environ = settings(broker.bootstrap)
    with load(int(environ["TALLY_COLLECTOR_PORT"]), "killed") as sent:
        for _ in range(3):
            with collector(environ, tmp_path) as running:
                sent.wait_for(204)
                running.process.kill()
                running.process.wait()
    assert_nothing_is_missing(broker, sent)
    assert_nothing_is_twice(broker, sent)


def test_a_killed_kafka_is_503_until_it_is_back(broker: Broker, tmp_path: Path) -> None:
    environ = settings(broker.bootstrap)
    with collector(environ, tmp_path), load(int(environ["TALLY_COLLECTOR_PORT"]), "gone") as sent:
        for _ in range(2):
            sent.wait_for(204)
            broker.kill()
            sent.wait_for(503, more=CONNECTIONS)
            broker.start()
        sent.wait_for(204)
    assert_nothing_is_missing(broker, sent)
    assert_what_is_twice_is_the_same(broker, sent)
    assert all(text and text.isdigit() for text in sent.retry_after)


def test_a_kafka_that_hangs_is_503_until_it_goes_on(broker: Broker, tmp_path: Path) -> None:
    environ = settings(broker.bootstrap)
    with collector(environ, tmp_path), load(int(environ["TALLY_COLLECTOR_PORT"]), "hung") as sent:
        sent.wait_for(204)
        broker.signal(signal.SIGSTOP)
        try:
            sent.wait_for(503, more=CONNECTIONS)
        finally:
            broker.signal(signal.SIGCONT)
        sent.wait_for(204)
    assert_nothing_is_missing(broker, sent)
    assert_what_is_twice_is_the_same(broker, sent)


def test_unknown_keys_are_asked_to_come_again_while_control_is_stale(
    broker: Broker, tmp_path: Path
) -> None:
    environ = settings(broker.bootstrap)
    unknown = samples.body(token=samples.token("nobody"))
    with collector(environ, tmp_path) as running:
        assert running.post(unknown).status == 401
        broker.signal(signal.SIGSTOP)
        try:
            deadline = time.monotonic() + 60
            while (answer := running.post(unknown)).status == 401:
                assert time.monotonic() < deadline
                time.sleep(0.2)
            assert answer.code == "kafka_unavailable"
        finally:
            broker.signal(signal.SIGCONT)
