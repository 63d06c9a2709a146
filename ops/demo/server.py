"""The shop's sockets, on loopback."""

from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from ops.demo.app import Request, Response, Shop
from ops.demo.cart import COOKIE

MAX_FORM_BYTES: Final = 4096


class ShopServer(ThreadingHTTPServer):
    """Serves `shop` on 127.0.0.1; port 0 takes a free one. Raises OSError when the port is taken."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, shop: Shop, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.shop = shop


class _Handler(BaseHTTPRequestHandler):
    server: ShopServer
    protocol_version = "HTTP/1.1"
    server_version = "lamp-and-larder"
    sys_version = ""
    timeout = 20

    def do_GET(self) -> None:
        self._answer("GET", {})

    def do_HEAD(self) -> None:
        self._answer("GET", {}, with_body=False)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_FORM_BYTES:
            self.close_connection = True
            self.send_error(413)
            return
        text = self.rfile.read(int(length)).decode("utf-8", "replace")
        self._answer("POST", dict(parse_qsl(text)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Visits are not news: they are what the product counts."""

    def _answer(self, method: str, form: dict[str, str], *, with_body: bool = True) -> None:
        request = Request(method, urlsplit(self.path).path, self._cart(), form)
        self._send(self.server.shop.respond(request), with_body)

    def _cart(self) -> str:
        try:
            morsel = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return ""
        return morsel.value if morsel else ""

    def _send(self, response: Response, with_body: bool) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(response.body)
