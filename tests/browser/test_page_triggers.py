"""Engagement, elements in view, web vitals and errors as triggers, seen from the endpoint."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from schemas.triggers import VITALS, ElementVisible, EngagementTime, JsError, WebVital
from tests.browser.browsers import visitor_context
from tests.browser.carrying import arrived, carry, ids, triggered, visit
from tests.browser.servers import Endpoint, Site

# Visibility and focus as a switch; both are what the tracker asks for.
ATTENTION = """
    let [state, focus] = ['visible', true];
    Object.defineProperty(Document.prototype, 'visibilityState', {get: () => state});
    Document.prototype.hasFocus = () => focus;
    window.setVisibility = (next) => {
        state = next;
        document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
    };
    window.setFocus = (next) => {
        focus = next;
        window.dispatchEvent(new Event(next ? 'focus' : 'blur'));
    };
"""
# A clock that only moves when told.
CLOCK = "let now = 1000; performance.now = () => now; window.pass = (ms) => { now += ms; };"
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
# The tracker looks for elements that came later twice a second.
RESCANNED = "new Promise((done) => setTimeout(done, 700))"
TALL = "<div style='height: 3000px'>Tall</div>"


def pages(beacons: list[Any], site: Site, name: str) -> list[tuple[str, Any]]:
    """(path, event) of each event called `name`."""
    return [
        (beacon["page"]["url"].removeprefix(site.url), event)
        for beacon in beacons
        for event in beacon["events"]
        if event["name"] == name
    ]


def test_engagement_is_the_time_in_view_and_in_focus(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, EngagementTime())
    page.add_init_script(ATTENTION + CLOCK)
    visit(page, site, "")
    page.evaluate("pass(4000); setFocus(false); pass(50000); setFocus(true); pass(250)")
    page.evaluate("setVisibility('hidden')")
    endpoint.wait_for_events("engagement_time", 1)  # else the next may overtake it on its way
    page.evaluate("pass(9000); setVisibility('visible'); pass(1500); setVisibility('hidden')")
    (first, second) = arrived(page, endpoint)
    assert [first["value"], second["value"]] == [4.25, 1.5]
    assert first["triggers"] == ids(EngagementTime())
    assert first["name"] == "engagement_time"


def test_engagement_belongs_to_the_view_it_was_spent_on(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, EngagementTime())
    page.add_init_script(ATTENTION + CLOCK)
    visit(page, site, "")
    page.evaluate("pass(2000); history.pushState({}, '', '/cart')")
    endpoint.wait_for_events("engagement_time", 1)
    page.evaluate("pass(3000); setVisibility('hidden'); tally.track('last')")
    seen = pages(endpoint.wait_for_event("last"), site, "engagement_time")
    assert [(path, event["value"]) for path, event in seen] == [("/", 2), ("/cart", 3)]


def test_engagement_of_a_page_that_is_left_arrives(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, EngagementTime())
    page.add_init_script("Document.prototype.hasFocus = () => true")
    visit(page, site, "")
    endpoint.wait(1)
    page.evaluate("location.href = '/about'")
    (event,) = triggered(endpoint.wait_for_event("engagement_time"))[:1]
    assert 0 < event["value"] < 60


def test_an_element_counts_once_it_is_in_view_by_its_ratio(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    half, whole, other = ElementVisible("#box"), ElementVisible("#box", 1.0), ElementVisible("#no")
    carry(endpoint, half, whole, other)
    box = "<div id=box style='height: 200px'>Box</div>"
    visit(page, site, f"{TALL}{box}{TALL}")
    page.evaluate(RESCANNED)
    top = page.evaluate("document.querySelector('#box').offsetTop - innerHeight")
    for part in (50, 150, 250, 150, 250):
        page.evaluate(f"scrollTo(0, {top + part})")
        page.evaluate(FRAMES)
    seen = [(event["name"], event["triggers"]) for event in arrived(page, endpoint)]
    assert seen == [("element_visible", ids(half)), ("element_visible", ids(whole))]


def test_each_element_of_a_selector_counts_also_one_that_comes_later(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, ElementVisible(".card"), ElementVisible("::["))
    visit(page, site, "<p class=card>One<p class=card>Two")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p class=card>Three')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=late>Four')")
    page.evaluate("document.querySelector('#late').className = 'card'")
    endpoint.wait_for_events("element_visible", 4)
    assert len(arrived(page, endpoint)) == 4


def test_an_element_that_stays_counts_again_on_the_next_view_not_on_the_next_look(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, ElementVisible("#box"))
    page.add_init_script(ATTENTION)
    visit(page, site, "<p id=box>Box")
    endpoint.wait_for_events("element_visible", 1)
    page.evaluate("setVisibility('hidden'); setVisibility('visible')")
    page.evaluate(RESCANNED)
    page.evaluate("history.pushState({}, '', '/cart')")
    endpoint.wait_for_events("element_visible", 2)
    page.evaluate("tally.track('last')")
    seen = pages(endpoint.wait_for_event("last"), site, "element_visible")
    assert [path for path, _ in seen] == ["/", "/cart"]


def test_an_error_and_a_rejection_count_with_message_and_source(
    browser: Browser, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, JsError())
    with visitor_context(browser) as context:
        page = context.new_page()
        page.add_init_script(CLOCK)
        site.pages["/broken.js"] = (
            "window.fail = () =>\nsetTimeout(() => { throw new TypeError('no basket') });"
        )
        visit(page, site, f"<script src='{site.url}/broken.js?user=7'></script>")
        page.evaluate("void fail()")
        endpoint.wait_for_event("js_error")
        page.evaluate("pass(1001); void Promise.reject(new Error('no price'))")
        page.evaluate("pass(1001); void Promise.reject('plain \ud83d half')")
        first, second, third = arrived(page, endpoint)
    assert "no basket" in first["properties"]["message"]
    assert first["properties"]["source"] == f"{site.url}/broken.js:2"
    assert first["triggers"] == ids(JsError())
    assert second["properties"] == {"message": "no price"}
    assert third["properties"] == {"message": "plain "}


def test_errors_in_a_loop_are_one_a_second_and_20_a_page(
    browser: Browser, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, JsError())
    throw = "window.dispatchEvent(new ErrorEvent('error', {message: 'again'}));"
    with visitor_context(browser) as context:
        page = context.new_page()
        page.add_init_script(CLOCK)
        visit(page, site, "")
        page.evaluate(f"for (let n = 0; n < 30; n++) {{ {throw} pass(500) }}")
        assert len(arrived(page, endpoint)) == 15
        page.evaluate(f"for (let n = 0; n < 30; n++) {{ {throw} pass(1001) }}")
        page.evaluate("tally.track('over')")
        assert len(triggered(endpoint.wait_for_event("over"))) == 20


def test_a_picture_that_is_missing_is_no_error(page: Page, endpoint: Endpoint, site: Site) -> None:
    carry(endpoint, JsError())
    visit(page, site, "<img src=/missing.png>")
    site.wait_until_asked("/missing.png")
    assert arrived(page, endpoint) == []


def test_web_vitals_arrive_in_seconds_with_their_rating(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, *(WebVital(vital) for vital in VITALS))
    visit(page, site, "<h1>Shop</h1><button>Buy</button>")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    page.evaluate(FRAMES)
    page.click("button")
    page.evaluate("location.href = '/about'")
    page.wait_for_url("**/about")
    page.evaluate("tally.track('last')")
    found = {
        event["properties"]["vital"]: event
        for path, event in pages(endpoint.wait_for_event("last"), site, "web_vital")
        if path == "/"
    }
    assert {"FCP", "LCP", "TTFB"} <= set(found)
    for vital, event in found.items():
        assert event["triggers"] == ids(WebVital(vital))
        assert event["properties"]["rating"] in ("good", "needs-improvement", "poor")
    for vital in ("FCP", "LCP", "TTFB"):
        assert 0 < found[vital]["value"] < 60


def test_only_the_vitals_that_are_asked_for_are_sent(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, WebVital("TTFB"))
    visit(page, site, "<h1>Shop</h1>")
    (event,) = triggered(endpoint.wait_for_event("web_vital"))
    assert event["properties"]["vital"] == "TTFB"
    page.evaluate("location.href = '/about'")
    page.wait_for_url("**/about")
    page.evaluate("tally.track('last')")
    seen = pages(endpoint.wait_for_event("last"), site, "web_vital")
    assert [path for path, event in seen if event["properties"]["vital"] != "TTFB"] == []


@pytest.mark.parametrize("times", [1, 3])
def test_a_shift_of_the_layout_counts_once_a_load_without_a_unit(
    times: int, page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, WebVital("CLS"))
    page.add_init_script(ATTENTION)
    visit(page, site, "<h1>Shop</h1>")
    if not page.evaluate("PerformanceObserver.supportedEntryTypes.includes('layout-shift')"):
        assert arrived(page, endpoint) == []
        return
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<div style=height:300px>')")
    page.evaluate(FRAMES)
    for _ in range(times):
        page.evaluate("setVisibility('hidden'); setVisibility('visible')")
    (event,) = arrived(page, endpoint)
    assert 0 < event["value"] < 1
    assert event["properties"] == {"vital": "CLS", "rating": event["properties"]["rating"]}
