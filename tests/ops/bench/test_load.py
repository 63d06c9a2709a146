import os
import socket
import threading
from collections.abc import Iterator

import pytest

from ops.bench.cpu import group_of, seconds_of
from ops.bench.load import quantile, steady
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
