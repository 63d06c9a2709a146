"""How beacons travel: retries, reactions to answers, what leaves with the page."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import PAGE
from tests.browser.heard import visit, wait_until_heard
from tests.browser.servers import Answer, Endpoint, Site, event_names

GONE = Answer(0)


def ids(beacons: list[Any]) -> list[str]:
    return [beacon["id"] for beacon in beacons]


def test_a_beacon_is_a_simple_request_with_an_origin_and_no_cookie(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    site.pages["/"] = "<script>document.cookie = 'session=1'</script>" + site.pages["/"]
    visit(page, site)
    endpoint.wait(1)
    headers = endpoint.arrivals[0].headers
    assert headers["Content-Type"].lower().replace(" ", "") == "text/plain;charset=utf-8"
    assert headers["Origin"] == site.url
    assert headers["Sec-Fetch-Mode"] == "cors"
    assert headers["Cookie"] is None
    assert endpoint.preflights == 0


def test_a_retry_keeps_the_id_and_the_events_and_renews_the_age(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    # A lost keepalive request is tried once without it, at once; then the backoff begins.
    endpoint.answers = [GONE, GONE, GONE, GONE]
    visit(page, site)
    beacons = endpoint.wait(5)
    assert len(set(ids(beacons))) == 1
    assert all(beacon["events"] == beacons[0]["events"] for beacon in beacons)
    ages = [beacon["age_ms"] for beacon in beacons]
    assert ages == sorted(ages)
    assert ages[2] - ages[1] >= 500
    assert ages[4] - ages[3] >= 1000


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_a_passing_trouble_is_retried(
    status: int, page: Page, endpoint: Endpoint, site: Site
) -> None:
    endpoint.answers = [Answer(status)]
    visit(page, site)
    beacons = endpoint.wait(2)
    assert len(set(ids(beacons))) == 1
    assert beacons[1]["age_ms"] - beacons[0]["age_ms"] >= 500


def test_retry_after_is_obeyed_even_when_the_page_is_left(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    endpoint.answers = [Answer(429, {"Retry-After": "2"})]
    visit(page, site)
    wait_until_heard(page, 1)
    page.evaluate("tally.track('meanwhile')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    beacons = endpoint.wait(3)
    assert beacons[0]["id"] in ids(beacons[1:])
    later = [arrival.at - endpoint.arrivals[0].at for arrival in endpoint.arrivals[1:]]
    assert min(later) >= 1.9


def test_the_backoff_ends_when_the_page_is_left(page: Page, endpoint: Endpoint, site: Site) -> None:
    endpoint.answers = [Answer(503)] * 3
    visit(page, site)
    wait_until_heard(page, 3)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    beacons = endpoint.wait(4)
    # The next pause alone would have been 2 seconds.
    assert beacons[3]["age_ms"] - beacons[2]["age_ms"] < 2000


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_credential_stops_the_page_and_no_other(
    status: int, page: Page, endpoint: Endpoint, site: Site
) -> None:
    endpoint.answers = [Answer(status)]
    visit(page, site)
    wait_until_heard(page, 1)
    page.evaluate("tally.track('unheard')")
    page.evaluate("history.pushState({}, '', '/unseen')")
    page.evaluate("location.href = '/about'")
    beacons = endpoint.wait(2)
    assert [beacon["page"]["url"] for beacon in beacons] == [site.url + "/", site.url + "/about"]


def test_a_refused_credential_empties_the_queue(page: Page, endpoint: Endpoint, site: Site) -> None:
    endpoint.held = True
    endpoint.answers = [Answer(503), Answer(403)]
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("tally.track('second'); dispatchEvent(new PageTransitionEvent('pagehide'))")
    endpoint.wait(2)
    endpoint.release()
    wait_until_heard(page, 2)
    page.evaluate("location.href = '/about'")
    beacons = endpoint.wait(3)
    assert beacons[2]["page"]["url"] == site.url + "/about"


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_refused_beacon_is_dropped_and_its_events_are_reported(
    status: int, page: Page, endpoint: Endpoint, site: Site
) -> None:
    endpoint.answers = [Answer(status), Answer(status)]
    visit(page, site)
    wait_until_heard(page, 1)
    page.evaluate("tally.track('one'); tally.track('two')")
    wait_until_heard(page, 2)
    page.evaluate("tally.track('three')")
    first, second, third = endpoint.wait(3)
    assert "dropped" not in first
    assert (event_names(second), second["dropped"]) == (["one", "two"], 1)
    # What the refused beacon was to report is reported again.
    assert (event_names(third), third["dropped"]) == (["three"], 3)
    assert len(set(ids([first, second, third]))) == 3


def test_events_wait_for_the_timer_and_their_age_says_so(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("tally.track('early'); setTimeout(() => tally.track('late'), 300)")
    beacon = endpoint.wait(2)[1]
    early, late = beacon["events"]
    assert (early["name"], late["name"]) == ("early", "late")
    assert early["age_ms"] - late["age_ms"] >= 250


def test_a_hidden_page_sends_at_once(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script(
        "Object.defineProperty(Document.prototype, 'visibilityState',"
        " {get: () => window.away ? 'hidden' : 'visible'})"
    )
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("""() => {
        tally.track('last');
        window.away = true;
        document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
    }""")
    beacon = endpoint.wait(2)[1]
    assert beacon["events"][0]["age_ms"] < 1900


def test_events_before_a_navigation_leave_with_the_page(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("tally.track('buy', {value: 12.5}); location.href = '/about'")
    beacons = endpoint.wait_for_event("buy")
    (buying,) = (beacon for beacon in beacons if event_names(beacon) == ["buy"])
    assert buying["page"]["url"] == site.url + "/"
    assert buying["events"][0]["value"] == 12.5


def test_a_beacon_takes_at_most_100_events_and_all_arrive(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("for (let i = 0; i < 250; i++) tally.track('e' + i)")
    beacons = endpoint.wait_for_event("e249")
    while sum(len(beacon["events"]) for beacon in beacons) < 251:
        beacons = endpoint.wait(len(beacons) + 1)
    assert max(len(beacon["events"]) for beacon in beacons) == 100
    assert {name for beacon in beacons for name in event_names(beacon)} == {
        "page_view",
        *(f"e{number}" for number in range(250)),
    }


def test_what_the_queue_cannot_hold_is_reported(page: Page, endpoint: Endpoint, site: Site) -> None:
    # Retry-After is longer than the timer, so the last view finds the queue full too.
    endpoint.answers = [Answer(503, {"Retry-After": "3"})]
    visit(page, site)
    wait_until_heard(page, 1)
    page.evaluate("for (let i = 0; i < 60; i++) history.pushState({}, '', '/p/' + i)")
    endpoint.wait(51)
    page.evaluate("tally.track('afterwards')")
    beacons = endpoint.wait_for_event("afterwards")
    assert len(set(ids(beacons))) == 50 + 1
    assert sum(beacon.get("dropped", 0) for beacon in beacons) == 1 + 60 - 50


def test_the_tracker_listens_to_neither_unload_nor_beforeunload(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script("""
        window.listened = [];
        const { addEventListener } = EventTarget.prototype;
        EventTarget.prototype.addEventListener = function (type, ...rest) {
            window.listened.push(type);
            return addEventListener.call(this, type, ...rest);
        };
    """)
    visit(page, site)
    endpoint.wait(1)
    listened = set(page.evaluate("window.listened"))
    assert listened >= {"pagehide", "pageshow", "popstate", "visibilitychange"}
    assert not listened & {"unload", "beforeunload"}
    assert page.evaluate("[window.onunload, window.onbeforeunload]") == [None, None]


def test_pages_that_failed_together_do_not_come_back_together(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    endpoint.answers = [Answer(503)] * 4
    site.pages["/five"] = PAGE.format("<iframe src=/></iframe>" * 4)
    endpoint.held = True
    page.goto(site.url + "/five")
    endpoint.wait(4)
    endpoint.release()
    beacons = endpoint.wait(8)
    pauses = sorted(beacon["age_ms"] for beacon in beacons[4:])
    assert all(pause >= 500 for pause in pauses)
    assert any(after - before > 5 for before, after in pairwise(pauses))
