"""What counts as a view, seen from the endpoint."""

import re

from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import TOKEN
from tests.browser.servers import Endpoint, Site, event_names

HIDDEN = """
    let state = 'hidden';
    Object.defineProperty(Document.prototype, 'visibilityState', {get: () => state});
    window.setVisibility = (next) => {
        state = next;
        document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
    };
"""


def test_a_load_is_one_view_with_its_page(page: Page, endpoint: Endpoint, site: Site) -> None:
    page.goto(site.url + "/?utm_source=mail&session=4711&ref=a&q=%3F#pay")
    (beacon,) = endpoint.wait(1)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,64}", beacon["id"])
    assert beacon["token"] == TOKEN
    assert event_names(beacon) == ["page_view"]
    assert beacon["page"]["url"] == site.url + "/?utm_source=mail&ref=a"
    assert beacon["page"]["referrer"] == ""
    assert beacon["page"]["width"] == page.evaluate("screen.width")
    assert beacon["page"]["language"] == "en-GB"
    timezone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert beacon["page"]["timezone"] == timezone
    assert "entry" not in beacon["page"]
    assert "title" not in beacon["page"]
    assert not beacon.keys() & {"webdriver", "gpc", "dropped"}


def test_the_referrer_of_a_load_is_cleaned_too(page: Page, endpoint: Endpoint, site: Site) -> None:
    site.headers["Referrer-Policy"] = "unsafe-url"
    page.goto(site.url + "/?utm_source=mail&session=4711")
    endpoint.wait(1)
    page.evaluate("location.href = '/about'")
    beacons = endpoint.wait(2)
    assert beacons[1]["page"]["url"] == site.url + "/about"
    assert beacons[1]["page"]["referrer"] == site.url + "/?utm_source=mail"


def test_navigations_of_a_single_page_app_are_views(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    page.goto(site.url + "/?utm_source=mail")
    for count, navigation in enumerate(
        (
            "history.pushState({}, '', '/product/7?colour=red&ref=list')",
            "history.replaceState({}, '', '/cart')",
            "history.back()",
        ),
        start=1,
    ):
        endpoint.wait(count)
        page.evaluate(navigation)
    beacons = endpoint.wait(4)
    assert [beacon["page"]["url"] for beacon in beacons] == [
        site.url + "/?utm_source=mail",
        site.url + "/product/7?ref=list",
        site.url + "/cart",
        site.url + "/?utm_source=mail",
    ]
    assert [event_names(beacon) for beacon in beacons] == [["page_view"]] * 4
    assert [beacon["page"]["referrer"] for beacon in beacons[1:]] == [
        beacon["page"]["url"] for beacon in beacons[:3]
    ]
    entry = {"url": site.url + "/?utm_source=mail", "referrer": ""}
    assert [beacon["page"].get("entry") for beacon in beacons] == [None, entry, entry, entry]


def test_the_same_path_again_counts_nothing(page: Page, endpoint: Endpoint, site: Site) -> None:
    page.goto(site.url + "/")
    endpoint.wait(1)
    page.evaluate("history.replaceState({scroll: 1}, '', '/')")
    page.evaluate("history.pushState({}, '', '/?filter=red')")
    page.evaluate("history.pushState({}, '', '#reviews')")
    page.evaluate("history.pushState({}, '', '/about')")
    beacons = endpoint.wait(2)
    assert [beacon["page"]["url"] for beacon in beacons] == [site.url + "/", site.url + "/about"]


def test_events_keep_the_page_they_happened_on(page: Page, endpoint: Endpoint, site: Site) -> None:
    page.goto(site.url + "/")
    endpoint.wait(1)
    page.evaluate("""() => {
        tally.track('before');
        history.pushState({}, '', '/cart');
        tally.track('after');
    }""")
    beacons = endpoint.wait_for_event("after")
    seen = [(beacon["page"]["url"], event_names(beacon)) for beacon in beacons[1:]]
    assert seen == [
        (site.url + "/", ["before"]),
        (site.url + "/cart", ["page_view", "after"]),
    ]


def test_a_background_tab_waits_until_it_is_seen(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script(HIDDEN)
    page.goto(site.url + "/")
    page.wait_for_function("window.tally")
    page.evaluate("tally.track('in_the_background')")
    (unseen,) = endpoint.wait(1)
    assert event_names(unseen) == ["in_the_background"]
    assert unseen["page"]["url"] == site.url + "/"
    page.evaluate("setVisibility('visible')")
    _, seen = endpoint.wait(2)
    assert event_names(seen) == ["page_view"]


def test_going_back_to_a_cached_page_is_a_view(page: Page, endpoint: Endpoint, site: Site) -> None:
    page.goto(site.url + "/")
    endpoint.wait(1)
    page.evaluate("window.restored = false")
    page.evaluate("addEventListener('pageshow', (e) => { window.restored = e.persisted })")
    page.evaluate("location.href = '/about'")
    endpoint.wait(2)
    # The beacon may be here before the driver has noticed the navigation.
    page.wait_for_url(site.url + "/about")
    page.evaluate("setTimeout(() => history.back())")
    beacons = endpoint.wait(3)
    page.wait_for_function("window.restored === true")
    assert [beacon["page"]["url"] for beacon in beacons] == [
        site.url + "/",
        site.url + "/about",
        site.url + "/",
    ]


def test_the_same_snippet_twice_counts_once(page: Page, endpoint: Endpoint, site: Site) -> None:
    site.pages["/"] *= 2
    page.goto(site.url + "/")
    page.wait_for_load_state()
    page.evaluate("tally.track('last')")
    beacons = endpoint.wait_for_event("last")
    assert [event_names(beacon) for beacon in beacons] == [["page_view"], ["last"]]
