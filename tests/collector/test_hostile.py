"""What others do must not be felt: bombs, slow clients, a project far over its rate.

How much it is felt in figures is measured by `python -m ops.bench hostile`.
"""

import contextlib
import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from schemas.records.control import RateLimit
from tests.collector import samples
from tests.collector.running import Running, collector, publish, settings, stored, tenant

QUIET, QUIET_KEY = tenant("hostile-quiet")
LOUD, LOUD_KEY = tenant("hostile-loud")
LOUD_KEY = msgspec.structs.replace(LOUD_KEY, rate_limit=RateLimit(50, 50))
BOMB = gzip.compress(bytes(64 * 1024 * 1024), 9)


@pytest.fixture(scope="module")
def running(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    publish(kafka, QUIET, QUIET_KEY, LOUD, LOUD_KEY)
    with collector(settings(kafka), tmp_path_factory.mktemp("hostile")) as made:
        yield made


def body(key: str, identity: str) -> bytes:
    return samples.body(id=identity, token=samples.token(key))


def peak_kib(running: Running) -> int:
    """The most memory that the collector ever had resident."""
    text = Path(f"/proc/{running.process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    assert found
    return int(found[1])


def test_a_thousand_bombs_take_no_memory(running: Running) -> None:
    assert len(BOMB) <= 65_536
    for _ in range(50):
        assert running.post(BOMB, content_encoding="gzip").code == "too_large"
    before = peak_kib(running)
    for _ in range(1_000):
        assert running.post(BOMB, content_encoding="gzip").code == "too_large"
    assert peak_kib(running) - before <= 1_024


def test_a_project_at_twenty_times_its_rate_costs_another_no_refusal(
    running: Running, kafka: str
) -> None:
    over, statuses = threading.Event(), list[int]()

    def flood() -> None:
        while not over.is_set():
            statuses.append(running.post(body(LOUD_KEY.id, "loud-0123456789abcdefgh")).status)

    floods = [threading.Thread(target=flood) for _ in range(4)]
    for thread in floods:
        thread.start()
    try:
        deadline = time.monotonic() + 60
        while statuses.count(429) < 100:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        identities = [f"quiet-{number:020}" for number in range(50)]
        answers = [running.post(body(QUIET_KEY.id, identity)).status for identity in identities]
    finally:
        over.set()
        for thread in floods:
            thread.join()
    assert answers == [204] * 50
    assert set(statuses) == {204, 429}
    assert set(identities) <= {record.id for _, record in stored(kafka, QUIET)}


@contextlib.contextmanager
def slow_clients(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Connections that began a head or a body and say no more, or do not read what they asked for."""
    head = b"POST /api/v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
    starts = (
        head,
        head + b"Content-Length: 60000\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    with contextlib.ExitStack() as stack:
        clients = []
        for number in range(count):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            client.sendall(starts[number % 3] * (50 if number % 3 == 2 else 1))
            clients.append(client)
        yield clients


def test_slow_clients_cost_others_nothing_and_are_shown_the_door(running: Running) -> None:
    with slow_clients(running.port, 300) as clients:
        identities = [f"beside-slow-{number:015}" for number in range(100)]
        answers = [running.post(body(QUIET_KEY.id, identity)).status for identity in identities]
        assert answers == [204] * 100
        for client in clients[1::3]:
            assert client.recv(4096).startswith(b"HTTP/1.1 408 ")
        for client in clients[0::3]:
            with contextlib.suppress(ConnectionResetError):
                assert b"204" not in client.recv(4096)
