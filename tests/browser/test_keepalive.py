"""Requests that outlive their page: what the browser may refuse, and what serves in their place."""

from playwright.sync_api import BrowserContext, Page

from tests.browser.heard import visit, wait_until_heard
from tests.browser.servers import Endpoint, Site, event_names

# Notes how the tracker sends; `fetch` and `sendBeacon` still do their work.
SPY = """
    window.sent = [];
    const { fetch } = window;
    window.fetch = (url, init) => {
        window.sent.push({ keepalive: init.keepalive, size: new Blob([init.body]).size });
        return fetch(url, init);
    };
    const { sendBeacon } = Navigator.prototype;
    Navigator.prototype.sendBeacon = function (...args) {
        window.sent.push('sendBeacon');
        return sendBeacon.apply(this, args);
    };
"""


def test_keepalive_requests_in_flight_stay_within_32_kib(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script(SPY)
    visit(page, site)
    wait_until_heard(page, 1)
    endpoint.held = True
    page.evaluate("""() => {
        const text = '\u20ac'.repeat(2000);  // 3 bytes each in UTF-8
        for (let i = 0; i < 12; i++) tally.track('big', {properties: {a: text, b: text}});
    }""")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    sent = page.evaluate("window.sent.slice(1)")
    endpoint.release()
    kept = [request["size"] for request in sent if request["keepalive"]]
    assert 0 < sum(kept) <= 32 * 1024
    assert any(not request["keepalive"] for request in sent)
    page.wait_for_timeout(300)
    page.evaluate("tally.track('small')")
    endpoint.wait_for_event("small")
    assert page.evaluate("window.sent.at(-1).keepalive") is True


def test_a_rejected_keepalive_request_is_tried_once_without(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script("""
        window.flags = [];
        const { fetch } = window;
        window.fetch = (url, init) => {
            window.flags.push(init.keepalive);
            return init.keepalive ? Promise.reject(new TypeError('quota')) : fetch(url, init);
        };
    """)
    visit(page, site)
    (beacon,) = endpoint.wait(1)
    assert page.evaluate("window.flags") == [True, False]
    assert event_names(beacon) == ["page_view"]


def test_send_beacon_serves_only_where_fetch_has_no_keepalive(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script(SPY)
    visit(page, site)
    endpoint.wait(1)
    assert [request["keepalive"] for request in page.evaluate("window.sent")] == [True]
    context.add_init_script("delete Request.prototype.keepalive")
    page.goto(site.url + "/about")
    beacon = endpoint.wait(2)[1]
    assert beacon["page"]["url"] == site.url + "/about"
    assert page.evaluate("window.sent") == ["sendBeacon"]


def test_a_full_send_beacon_queue_is_retried(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script("""
        delete Request.prototype.keepalive;
        let full = 1;
        const { sendBeacon } = Navigator.prototype;
        Navigator.prototype.sendBeacon = function (...args) {
            return full-- > 0 ? false : sendBeacon.apply(this, args);
        };
    """)
    visit(page, site)
    (beacon,) = endpoint.wait(1)
    assert beacon["age_ms"] >= 500
