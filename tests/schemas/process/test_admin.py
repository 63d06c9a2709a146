"""The admin listener over real sockets."""

import http.client
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from schemas.process import metrics
from schemas.process.admin import AdminListener, Missing


def ready() -> list[str]:
    return []


@contextmanager
def listening(missing: Missing = ready) -> Iterator[http.client.HTTPConnection]:
    registry = metrics.registry()
    metrics.counter("tally_sink_requests_total", registry).labels("prometheus", "204").inc(3)
    listener = AdminListener("127.0.0.1", 0, registry, missing)
    connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=20)
    try:
        yield connection
    finally:
        connection.close()
        listener.close()


@pytest.fixture(scope="module")
def connection() -> Iterator[http.client.HTTPConnection]:
    """To a listener with nothing missing; each answer closes it, each request opens it again."""
    with listening() as opened:
        yield opened


def ask(
    connection: http.client.HTTPConnection, path: str, method: str = "GET"
) -> tuple[int, str, http.client.HTTPMessage]:
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer.headers


def test_healthz_says_alive(connection: http.client.HTTPConnection) -> None:
    status, body, headers = ask(connection, "/healthz")
    assert (status, body) == (200, "alive\n")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Server"].strip() == "tallylight"


def test_readyz_names_what_is_missing_until_nothing_is() -> None:
    lacking = ["kafka", "control"]
    with listening(lambda: lacking) as connection:
        status, body, headers = ask(connection, "/readyz")
        assert (status, json.loads(body)) == (503, ["kafka", "control"])
        assert headers["Content-Type"] == "application/json"
        assert ask(connection, "/healthz")[0] == 200
        lacking.clear()
        assert ask(connection, "/readyz")[:2] == (200, "[]")


def test_metrics_are_prometheus_text_of_the_process_and_its_own(
    connection: http.client.HTTPConnection,
) -> None:
    status, body, headers = ask(connection, "/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=")
    assert 'tally_sink_requests_total{status="204",target="prometheus"} 3.0' in body.splitlines()
    assert "# TYPE process_cpu_seconds_total counter" in body.splitlines()


def test_a_query_does_not_change_the_address(connection: http.client.HTTPConnection) -> None:
    assert ask(connection, "/healthz?probe=1")[0] == 200


@pytest.mark.parametrize("path", ["/", "/health", "/healthz/", "/metrics/x", "/.."])
def test_any_other_address_is_404(connection: http.client.HTTPConnection, path: str) -> None:
    assert ask(connection, path)[:2] == (404, "not found\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/nothing"])
def test_head_answers_as_get_without_a_body(
    connection: http.client.HTTPConnection, path: str
) -> None:
    got, head = ask(connection, path), ask(connection, path, "HEAD")
    assert (head[0], head[1]) == (got[0], "")
    assert head[2]["Content-Type"] == got[2]["Content-Type"]
    assert int(head[2]["Content-Length"]) > 0


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_method_that_changes_things_is_405_and_told_what_is_allowed(
    connection: http.client.HTTPConnection, method: str
) -> None:
    status, _, headers = ask(connection, "/healthz", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_a_failing_answer_is_logged_and_the_next_one_given(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> list[str]:
        raise LookupError("no idea")

    with listening(broken) as connection, caplog.at_level(logging.WARNING):
        with pytest.raises(http.client.RemoteDisconnected):
            ask(connection, "/readyz")
        assert ask(connection, "/healthz")[0] == 200
    assert "an admin request failed" in caplog.text
    assert "LookupError: no idea" in caplog.text


def test_a_port_that_is_taken_is_refused_and_free_again_after_close() -> None:
    first = AdminListener("127.0.0.1", 0, metrics.registry(), ready)
    with pytest.raises(OSError, match="in use"):
        AdminListener("127.0.0.1", first.port, metrics.registry(), ready)
    first.close()
    AdminListener("127.0.0.1", first.port, metrics.registry(), ready).close()
