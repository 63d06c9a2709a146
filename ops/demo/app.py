"""Requests in, responses out: the shop without its sockets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.demo import cart, pages
from ops.demo.catalog import CATEGORIES, PRODUCTS
from ops.demo.layout import Carries, csp, document

_FOLDER: Final = Path(__file__).parent
_FILES: Final = {
    "/shop.css": ("text/css; charset=utf-8", (_FOLDER / "shop.css").read_bytes()),
    "/shop.js": ("text/javascript; charset=utf-8", (_FOLDER / "shop.js").read_bytes()),
    "/favicon.svg": ("image/svg+xml", (_FOLDER / "favicon.svg").read_bytes()),
}
_SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """`path` without its query; `cart` is the cookie's value, `form` what a POST carried."""

    method: str
    path: str
    cart: str = ""
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Shop:
    """`next_order` gives the number of an order, five digits."""

    carries: Carries
    next_order: Callable[[], int]

    def respond(self, request: Request) -> Response:
        """One answer, never an exception for anything a visitor may send."""
        held = cart.parse(request.cart)
        if request.method == "POST":
            return self._change(request, held)
        if request.path == "/healthz":
            return Response(200, {"Content-Type": "text/plain; charset=utf-8"}, b"alive\n")
        if request.path in _FILES:
            kind, raw = _FILES[request.path]
            headers = {"Content-Type": kind, "Cache-Control": "max-age=300", **_SECURITY}
            return Response(200, headers, raw)
        return self._page(_page(request.path, held), request.path, held)

    def _page(self, page: pages.Page, path: str, held: cart.Cart) -> Response:
        headers = {
            "Content-Type": _HTML,
            # The cart's count is the visitor's own; no-store would also forbid the bfcache.
            "Cache-Control": "private, no-cache",
            "Content-Security-Policy": csp(self.carries),
            **_SECURITY,
        }
        body = document(page, path, held, self.carries).encode()
        return Response(page.status, headers, body)

    def _change(self, request: Request, held: cart.Cart) -> Response:
        if request.path == "/orders":
            return _see_other(f"/orders/{self.next_order():05d}" if held else "/cart", {})
        if request.path == "/cart":
            for name, by in (("more", 1), ("less", -1)):
                slug = request.form.get(name, "")
                if slug in PRODUCTS:
                    return _see_other("/cart", cart.changed(held, slug, by))
        return self._page(pages.missing(), request.path, held)


def _page(path: str, held: cart.Cart) -> pages.Page:
    fixed = {"/": pages.home, "/about": pages.about}
    if path in fixed:
        return fixed[path]()
    if path == "/cart":
        return pages.cart(held)
    if re.fullmatch(r"/orders/[0-9]{5}", path):
        return pages.order(path.removeprefix("/orders/"))
    head, _, slug = path[1:].partition("/")
    if not slug and head in CATEGORIES:
        return pages.category(CATEGORIES[head])
    found = PRODUCTS.get(slug)
    return pages.product(found) if found and found.category == head else pages.missing()


def _see_other(location: str, held: cart.Cart) -> Response:
    """RFC 9110 15.4.4: after a POST, look there with GET; the cookie holds the cart from then on."""
    kept = f"{cart.COOKIE}={cart.write(held)}; Path=/; HttpOnly; SameSite=Lax"
    return Response(303, {"Location": location, "Set-Cookie": kept, "Cache-Control": "no-store"})
