"""The demo shop in real browsers: counted under its own strict CSP, calm at every width."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page

from ops.demo.app import Shop
from ops.demo.layout import Carries
from ops.demo.server import ShopServer
from tests.browser.servers import Endpoint


@pytest.fixture
def shop(endpoint: Endpoint) -> Iterator[str]:
    endpoint.scripts["/s/demo-shop.js"] = endpoint.scripts["/s/shop.js"]
    with ShopServer(Shop(Carries(endpoint.url, "demo-shop"), lambda: 10_482), 0) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_walk_through_the_shop_is_counted_page_by_page(
    page: Page, endpoint: Endpoint, shop: str
) -> None:
    page.goto(shop + "/?utm_source=newsletter")
    endpoint.wait(1)
    page.click("nav >> text=Larder")
    endpoint.wait(2)
    page.click("text=Fig and walnut jam")
    endpoint.wait(3)
    page.click("text=Add to cart")
    endpoint.wait(4)
    page.click("text=Place the order")
    beacons = endpoint.wait(6)
    [(place, order)] = [
        (b["page"]["url"], e) for b in beacons for e in b["events"] if e["name"] == "order_placed"
    ]
    assert (place, order["value"]) == (f"{shop}/cart", 9)
    seen = [beacon["page"]["url"].removeprefix(shop) for beacon in beacons]
    assert seen[:4] == [
        "/?utm_source=newsletter",
        "/larder",
        "/larder/fig-and-walnut-jam",
        "/cart",
    ]
    # The order as its page is left, and the next page: two beacons on their way at once.
    assert sorted(seen[4:]) == ["/cart", "/orders/10482"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_fit_and_break_no_rule_of_their_csp(
    context: BrowserContext, page: Page, shop: str, width: int, scheme: str
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/lamps", "/lamps/reading-lamp-no-4", "/cart", "/about"):
        page.goto(shop + path)
        page.wait_for_function("window.tally")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    assert context.cookies() == []
