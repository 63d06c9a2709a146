"""Starting, refusing to start, ending, and several workers."""

import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from schemas.topics import BEACONS
from tests.collector import samples
from tests.collector.running import (
    Answer,
    Running,
    ask,
    await_ready,
    collector,
    is_ready,
    publish,
    settings,
    spawn,
    stored,
    tenant,
)

PROJECT, KEY = tenant("lifecycle")


def body(identity: str) -> bytes:
    return samples.body(id=identity, token=samples.token(KEY.id))


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"TALLY_INGEST_KEYS": ""}, 78, "TALLY_INGEST_KEYS is required"),
        ({"TALLY_INGEST_KEYS": "short"}, 78, "TALLY_INGEST_KEYS must be"),
        ({"TALLY_COLLECTOR_PORT": "http"}, 78, "TALLY_COLLECTOR_PORT must be int"),
        ({"TALLY_PARTITIONS": "7"}, 1, "TALLY_PARTITIONS says 7"),
        ({"TALLY_ENV": "production"}, 1, "production asks for 3"),
        ({"TALLY_COLLECTOR_TRUSTED_PROXIES": "x"}, 78, "TALLY_COLLECTOR_TRUSTED_PROXIES must be"),
    ],
)
def test_refuses_to_start_and_says_why(
    kafka: str, tmp_path: Path, changes: dict[str, str], code: int, words: str
) -> None:
    publish(kafka)
    log = tmp_path / "log"
    assert spawn({**settings(kafka), **changes}, log).wait(30) == code
    assert words in log.read_text()


@pytest.mark.parametrize("name", ["TALLY_COLLECTOR_PORT", "TALLY_COLLECTOR_ADMIN_PORT"])
def test_a_taken_port_is_named(kafka: str, tmp_path: Path, name: str) -> None:
    publish(kafka)
    environ, log = settings(kafka), tmp_path / "log"
    with socket.create_server(("127.0.0.1", int(environ[name]))):
        assert spawn(environ, log).wait(30) == 1
    assert name in log.read_text()


def test_without_kafka_it_waits_with_its_public_port_closed(tmp_path: Path) -> None:
    environ = settings("127.0.0.1:1")
    process = spawn(environ, tmp_path / "log")
    admin = int(environ["TALLY_COLLECTOR_ADMIN_PORT"])
    try:
        while (missing := readiness(admin)) is None:
            time.sleep(0.05)
        assert missing.status == 503
        assert BEACONS.name.encode() in missing.body
        with pytest.raises(ConnectionRefusedError):
            ask(int(environ["TALLY_COLLECTOR_PORT"]), "GET", "/healthz", None, {})
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def readiness(admin_port: int) -> Answer | None:
    try:
        return ask(admin_port, "GET", "/readyz", None, {})
    except ConnectionRefusedError:
        return None


def test_sigterm_answers_what_had_arrived_and_exits_with_0(kafka: str, tmp_path: Path) -> None:
    publish(kafka, PROJECT, KEY)
    with collector(settings(kafka), tmp_path) as running:
        with half_sent(running.port, body("draining-0123456789abcd")) as (connection, rest):
            running.process.send_signal(signal.SIGTERM)
            wait_until_refused(running.port)
            connection.sendall(rest)
            assert connection.recv(4096).startswith(b"HTTP/1.1 204 ")
        assert running.process.wait(30) == 0
    assert "draining-0123456789abcd" in {record.id for _, record in stored(kafka, PROJECT)}


class half_sent:  # noqa: N801 - reads as a word in a with statement
    """A connection on which a request has begun, and the bytes that complete it."""

    def __init__(self, port: int, sent: bytes) -> None:
        head = (
            "POST /api/v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            f"Origin: https://shop.test\r\nContent-Length: {len(sent)}\r\n"
            "Expect: 100-continue\r\n\r\n"
        )
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._connection.sendall(head.encode())
        # 100 Continue: the application is waiting for the body now.
        assert b"100" in self._connection.recv(4096)
        self._rest = sent

    def __enter__(self) -> tuple[socket.socket, bytes]:
        return self._connection, self._rest

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def wait_until_refused(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:
            pass  # it closed with this connection in its queue
        time.sleep(0.01)


def test_workers_share_the_port_and_do_not_outlive_their_parent(kafka: str, tmp_path: Path) -> None:
    publish(kafka, PROJECT, KEY)
    environ = settings(kafka, TALLY_COLLECTOR_WORKERS="2")
    admin = int(environ["TALLY_COLLECTOR_ADMIN_PORT"])
    with collector(environ, tmp_path) as running:
        await_ready(running.process, admin + 1, running.log)
        write_until_both_have_written(running, kafka)
        running.process.kill()
        running.process.wait(30)
        wait_until_refused(running.port)
        assert not is_ready(admin)
        assert not is_ready(admin + 1)


def write_until_both_have_written(running: Running, kafka: str) -> None:
    seen: set[str] = set()
    while not {"collector-0", "collector-1"} <= seen:
        for number in range(20):
            assert running.post(body(f"workers-{number:016}")).status == 204
        seen |= {record.collector for _, record in stored(kafka, PROJECT)}


def test_when_one_worker_ends_all_end(kafka: str, tmp_path: Path) -> None:
    publish(kafka, PROJECT, KEY)
    environ = settings(kafka, TALLY_COLLECTOR_WORKERS="2")
    with collector(environ, tmp_path) as running:
        await_ready(running.process, int(environ["TALLY_COLLECTOR_ADMIN_PORT"]) + 1, running.log)
        pids = children(running.process.pid)
        assert len(pids) == 2
        threading.Thread(target=kill, args=(pids[0],)).start()
        assert running.process.wait(30) == signal.SIGKILL
        wait_until_refused(running.port)


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
