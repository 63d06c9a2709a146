"""The admin listener: /healthz, /readyz and /metrics on an address of its own, loopback by default."""

import json
import logging
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

Missing = Callable[[], list[str]]

log = logging.getLogger(__name__)


class AdminListener:
    """Serves from a daemon thread until `close`. `missing` names what keeps the process unready.

    Port 0 takes a free one; `port` tells which. Raises OSError when the port is taken.
    """

    def __init__(self, host: str, port: int, registry: CollectorRegistry, missing: Missing) -> None:
        handler = type(
            "Handler", (_Handler,), {"registry": registry, "missing": staticmethod(missing)}
        )
        self._server = _Server((host, port), handler)
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, name="admin", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away or a failing answer: one line of the log, and on to the next."""
        log.warning("an admin request failed", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    registry: CollectorRegistry
    missing: Missing
    server_version = "tallylight"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/healthz":
            self._answer(200, b"alive\n", "text/plain; charset=utf-8")
        elif path == "/readyz":
            missing = self.missing()
            self._answer(503 if missing else 200, json.dumps(missing).encode(), "application/json")
        elif path == "/metrics":
            self._answer(200, generate_latest(self.registry), CONTENT_TYPE_LATEST)
        else:
            self._answer(404, b"not found\n", "text/plain; charset=utf-8")

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        """RFC 9110 section 15.5.6: what is refused by its method is told the methods."""
        self.send_response(405)
        self.send_header("Allow", "GET, HEAD")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST  # noqa: N815

    def _answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Health checks are not news."""
