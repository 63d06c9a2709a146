"""The admin listener: /healthz, /readyz and /metrics on an address of its own, loopback by default."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

Missing = Callable[[], list[str]]


class AdminListener:
    """Serves from a daemon thread until `close`. `missing` names what keeps the process unready.

    Port 0 takes a free one; `port` tells which. Raises OSError when the port is taken.
    """

    def __init__(self, host: str, port: int, registry: CollectorRegistry, missing: Missing) -> None:
        handler = type(
            "Handler", (_Handler,), {"registry": registry, "missing": staticmethod(missing)}
        )
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, name="admin", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    registry: CollectorRegistry
    missing: Missing
    server_version = "tallylight"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        if self.path == "/healthz":
            self._answer(200, b"alive\n", "text/plain; charset=utf-8")
        elif self.path == "/readyz":
            missing = self.missing()
            self._answer(503 if missing else 200, json.dumps(missing).encode(), "application/json")
        elif self.path == "/metrics":
            self._answer(200, generate_latest(self.registry), CONTENT_TYPE_LATEST)
        else:
            self._answer(404, b"not found\n", "text/plain; charset=utf-8")

    def _answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Health checks are not news."""
