import os
import socket
import threading
from collections.abc import Iterator

import pytest

from ops.bench.cpu import group_of, seconds_of
from ops.bench.load import answered, quantile, steady
from ops.bench.memory import rss_of
from ops.bench.rig import BenchError


@pytest.fixture
def answering(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server that gives every request the status line of the test's parameter."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection:
            while b"\r\n\r\n" in connection.recv(65536):
                connection.sendall(f"HTTP/1.1 {request.param}\r\n\r\n".encode())

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_a_quantile_is_the_smallest_that_covers_its_share() -> None:
    assert quantile([float(n) for n in range(100)], 0.99) == 99
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0


@pytest.mark.parametrize("answering", ["204 No Content"], indirect=True)
def test_a_steady_load_times_every_request(answering: int) -> None:
    latencies = steady(answering, 100, 1, lambda number: b"GET /%d\r\n\r\n" % number)
    assert len(latencies) == 100
    assert min(latencies) >= 0


@pytest.mark.parametrize("answering", ["503 Service Unavailable"], indirect=True)
def test_a_steady_load_refuses_other_answers(answering: int) -> None:
    with pytest.raises(BenchError, match="503"):
        steady(answering, 100, 1, lambda number: b"GET /%d\r\n\r\n" % number)


def test_cpu_seconds_are_those_of_the_process() -> None:
    assert seconds_of(os.getpid()) > 0
    assert os.getpid() in group_of(os.getsid(0))


@pytest.mark.parametrize("answering", ["503 Service Unavailable"], indirect=True)
def test_every_answer_is_told_with_its_status(answering: int) -> None:
    answers = answered(answering, 50, 1, lambda number: b"GET /%d\r\n\r\n" % number, 4)
    assert len(answers) == 50
    assert {answer.status for answer in answers} == {503}
    assert all(0 <= a.since_sent <= a.since_due for a in answers)


def test_memory_is_that_of_the_process_and_nothing_of_one_that_ended() -> None:
    held = bytearray(64 * 1024 * 1024)
    assert rss_of(os.getpid()) > len(held) / 1024 / 1024
    assert rss_of(2**22 + 1) == 0
