"""The client of Prometheus: what it reads, and how each failure is sorted."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from webapp.prometheus import Prometheus, PrometheusAway, QueryRefused

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_an_instant_query_gives_one_point_a_series(prometheus: str) -> None:
    (series,) = Prometheus(prometheus).query("vector(2.5)", NOON)
    assert (series.labels, series.points) == ({}, ((NOON.timestamp(), 2.5),))


def test_a_range_query_gives_a_point_a_step(prometheus: str) -> None:
    (series,) = Prometheus(prometheus).query_range("vector(1)", 0, 120, 60)
    assert series.points == ((0, 1), (60, 1), (120, 1))


def test_a_query_that_prometheus_cannot_parse_is_refused(prometheus: str) -> None:
    with pytest.raises(QueryRefused, match="parse error"):
        Prometheus(prometheus).query("sum(", NOON)


def test_nobody_listening_is_away() -> None:
    with pytest.raises(PrometheusAway, match="refused"):
        Prometheus("http://127.0.0.1:1").query("1", NOON)


def test_a_server_that_never_answers_is_away_within_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(PrometheusAway, match="timed out"):
            Prometheus(url, timeout=0.2).query("1", NOON)


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>"), (200, b"[]"), (200, b"x" * 5_000_000), (503, b"{}"), (502, b"bad gateway")],
)
def test_an_answer_that_is_not_prometheus_is_away(status: int, body: bytes) -> None:
    with _answering(status, body) as url, pytest.raises(PrometheusAway):
        Prometheus(url).query("1", NOON)


@contextmanager
def _answering(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
