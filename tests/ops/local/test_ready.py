"""Readiness is asked from outside, and a process that is not there is simply not ready."""

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from ops.local.ready import is_ready


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 503)
        self.end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_http_is_ready_with_200_only(server: str) -> None:
    assert is_ready(f"http://{server}/readyz")
    assert not is_ready(f"http://{server}/other")


def test_kafka_is_ready_when_it_speaks_kafka(kafka: str, server: str) -> None:
    assert is_ready(f"kafka://{kafka}")
    assert is_ready(f"tcp://{kafka}")


def test_nobody_there_is_not_ready() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        assert not any(is_ready(f"{kind}://127.0.0.1:{port}") for kind in ("http", "kafka", "tcp"))


def test_without_an_address_a_living_process_is_ready() -> None:
    assert is_ready("")
