import re
from html import unescape
from html.parser import HTMLParser

import pytest

from ops.demo.app import Request, Response, Shop
from ops.demo.cart import COOKIE
from ops.demo.catalog import CATEGORIES, PRODUCTS
from ops.demo.layout import Carries

SHOP = Shop(Carries("http://127.0.0.1:8001", "demo-shop", "http://127.0.0.1:8000"), lambda: 10_482)
PAGES = ["/", "/about", "/cart", "/orders/10482", "/nowhere"]
PAGES += [f"/{slug}" for slug in CATEGORIES] + [product.path for product in PRODUCTS.values()]


def get(path: str, cart: str = "") -> Response:
    return SHOP.respond(Request("GET", path, cart))


class _Reader(HTMLParser):
    """Collects links, and insists that elements are closed in order."""

    VOID = frozenset({"meta", "link", "circle", "rect", "path", "ellipse"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def read(response: Response) -> _Reader:
    reader = _Reader()
    reader.feed(response.body.decode())
    assert reader.open == []
    return reader


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_and_carries_the_snippet_once(path: str) -> None:
    body = get(path).body.decode()
    reader = read(get(path))
    assert body.count("<script") == 1
    assert '<script async src="http://127.0.0.1:8001/s/demo-shop.js"></script>' in body
    assert not {name for name in reader.attributes if name == "style" or name.startswith("on")}


def test_every_link_of_the_shop_leads_to_a_page() -> None:
    links = {link for path in PAGES for link in read(get(path)).links if link.startswith("/")}
    assert {get(link).status for link in links} == {200}


def test_what_is_not_there_is_404() -> None:
    for path in ("/nowhere", "/lamps/fig-and-walnut-jam", "/orders/1", "//", "/orders"):
        assert get(path).status == 404


def test_pages_allow_themselves_and_the_collector_alone() -> None:
    policy = get("/").headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src http://127.0.0.1:8001 'self'" in policy
    assert "connect-src http://127.0.0.1:8001" in policy
    assert not [line for line in policy if "unsafe" in line or "*" in line]


def test_a_product_goes_into_the_cart_and_becomes_an_order() -> None:
    added = SHOP.respond(Request("POST", "/cart", "", {"more": "paper-lantern"}))
    assert (added.status, added.headers["Location"]) == (303, "/cart")
    kept = re.fullmatch(
        rf"{COOKIE}=([^;]*); Path=/; HttpOnly; SameSite=Lax", added.headers["Set-Cookie"]
    )
    assert kept is not None
    shown = unescape(get("/cart", kept[1]).body.decode())
    assert "Paper lantern" in shown
    assert "Cart (1)" in shown
    ordered = SHOP.respond(Request("POST", "/orders", kept[1]))
    assert ordered.headers["Location"] == "/orders/10482"
    assert ordered.headers["Set-Cookie"].startswith(f"{COOKIE}=;")


def test_only_where_one_orders_there_is_a_script_of_our_own() -> None:
    body = get("/cart", "paper-lantern.2").body.decode()
    assert '<script defer src="/shop.js"></script>' in body
    price = 2 * PRODUCTS["paper-lantern"].price
    assert f'class="order" data-value="{price}"' in body
    assert get("/shop.js").headers["Content-Type"].startswith("text/javascript")


def test_an_empty_cart_cannot_be_ordered() -> None:
    assert SHOP.respond(Request("POST", "/orders")).headers["Location"] == "/cart"


@pytest.mark.parametrize("form", [{}, {"more": "candle"}, {"else": "paper-lantern"}])
def test_a_form_that_is_not_ours_changes_nothing(form: dict[str, str]) -> None:
    answer = SHOP.respond(Request("POST", "/cart", "", form))
    assert answer.status == 404
    assert "Set-Cookie" not in answer.headers


def test_health_and_files_are_served() -> None:
    assert get("/healthz").body == b"alive\n"
    assert get("/shop.css").headers["Content-Type"].startswith("text/css")
    assert get("/favicon.svg").headers["Content-Type"] == "image/svg+xml"


def test_pages_may_be_kept_for_going_back() -> None:
    assert "no-store" not in get("/").headers["Cache-Control"]
