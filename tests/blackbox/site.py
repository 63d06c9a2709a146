"""Somebody's website: one page with a snippet in its head, on an origin of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Site(ThreadingHTTPServer):
    """Every address answers with the same page; paste a snippet by setting `head`."""

    head = ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def site() -> Iterator[Site]:
    """A site on a free port of this machine."""
    server = Site(("127.0.0.1", 0), _Page)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Page(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        html = (
            f"<!doctype html><html lang=en><head><title>Shop</title>{self.server.head}</head>"
            "<body><h1>Shop</h1><button id=buy>Buy</button></body></html>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody reads it."""
