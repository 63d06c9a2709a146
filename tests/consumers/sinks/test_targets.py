"""Several targets, each with its own name, tenant and authentication."""

import json
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from consumers.settings import SinkSettings
from consumers.sinks.prometheus import Target
from consumers.sinks.targets import RemoteTarget, targets
from schemas.process.errors import Stop
from schemas.process.settings import Secret, SettingError, read


def configured(*entries: dict[str, str]) -> tuple[RemoteTarget, ...]:
    return targets(Secret(json.dumps(entries)), "http://127.0.0.1:9090", "")


class Receiver(HTTPServer):
    """Keeps the headers of each request; answers `status`."""

    seen: list[tuple[str, Message]]
    status = 204


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            server.seen.append((self.path, self.headers))
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    server = Receiver(("127.0.0.1", 0), Handler)
    server.seen = []
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def write(to: RemoteTarget) -> None:
    with closing(Target(to.url, to.write_path, to.headers())) as target:
        target.write(b"body")


def test_without_a_list_there_is_the_one_prometheus() -> None:
    (only,) = targets(Secret(""), "http://prometheus:9090", "9d")
    assert (only.name, only.url, only.out_of_order_window) == (
        "prometheus",
        "http://prometheus:9090",
        "9d",
    )
    assert only.headers() == {}


def test_tenant_and_authentication_go_out_with_every_request(receiver: Receiver) -> None:
    url = f"http://127.0.0.1:{receiver.server_port}/prom"
    found = configured(
        {"name": "mimir", "url": url, "write_path": "/api/v1/push", "tenant": "acme", "bearer": "t0k"},
        {"name": "other", "url": url, "user": "u", "password": "p:w", "tenant": "7",
         "tenant_header": "X-Tenant"},
    )  # fmt: skip
    for to in found:
        write(to)
    (first_path, first), (second_path, second) = receiver.seen
    assert (first_path, second_path) == ("/prom/api/v1/push", "/prom/api/v1/write")
    assert (first["X-Scope-OrgID"], first["Authorization"]) == ("acme", "Bearer t0k")
    assert (second["X-Tenant"], second["Authorization"]) == ("7", "Basic dTpwOnc=")
    assert first["Content-Encoding"] == second["Content-Encoding"] == "snappy"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_answer_that_only_a_person_can_change_stops(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(Stop, match=f"{status}"):
        write(RemoteTarget("a", f"http://127.0.0.1:{receiver.server_port}"))


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{"name": "A", "url": "http://a"}],
        [{"name": "a", "url": "ftp://a"}],
        [{"name": "a", "url": "http://a", "token": "hidden"}],
        [{"name": "a", "url": "http://a", "bearer": 7}],
        [{"name": "a", "url": "http://a"}, {"name": "a", "url": "http://b"}],
        [{"name": f"t{n}", "url": "http://a"} for n in range(9)],
    ],
)
def test_a_list_that_is_none_is_refused_without_its_secrets(entries: list[object]) -> None:
    with pytest.raises(SettingError, match="TALLY_SINK_TARGETS") as raised:
        targets(Secret(json.dumps(entries)), "", "")
    assert "hidden" not in str(raised.value)


def test_a_target_does_not_print_its_secrets() -> None:
    assert "t0k" not in repr(RemoteTarget("a", "http://a", bearer="t0k", password="t0k"))


@pytest.mark.parametrize(
    ("text", "chosen"), [("", None), ("prometheus, pushgateway", 2), ("x", None)]
)
def test_the_kinds_of_sinks_are_named(text: str, chosen: int | None) -> None:
    settings = read(SinkSettings, {"TALLY_SINKS": text})
    if chosen is None:
        with pytest.raises(SettingError, match="TALLY_SINKS"):
            settings.chosen()
    else:
        assert len(settings.chosen()) == chosen
