"""Clicks, form submissions and scrolling as triggers, seen from the endpoint.

The `page` fixture fails a test in which anything was thrown into the page.
"""

from typing import Any

import pytest
from playwright.sync_api import Page

from schemas.triggers import Click, FormSubmit, ScrollDepth
from tests.browser.carrying import arrived, carry, ids, triggered, visit
from tests.browser.servers import Endpoint, Site

TALL = "<div style='height: 5000px'>Tall</div>"
# Scroll events come before the animation frame of the same turn.
SCROLL = """(to) => new Promise((done) => {
    scrollTo(0, to);
    requestAnimationFrame(() => requestAnimationFrame(() => done()));
})"""
END = 1_000_000


def scrolled(beacons: list[Any], site: Site) -> list[tuple[str, int]]:
    return [
        (beacon["page"]["url"].removeprefix(site.url), event["value"])
        for beacon in beacons
        for event in beacon["events"]
        if event["name"] == "scroll_depth"
    ]


def test_a_click_inside_the_element_counts(page: Page, endpoint: Endpoint, site: Site) -> None:
    carry(endpoint, Click("#buy"))
    visit(page, site, "<button id=buy><b>Buy</b></button><button id=no>No</button>")
    page.click("#no")
    page.click("b")
    (event,) = arrived(page, endpoint)
    assert event["name"] == "click"
    assert event["triggers"] == ids(Click("#buy"))
    assert event["properties"] == {}


def test_one_click_is_one_event_with_every_trigger_it_matched_and_no_other(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    by_id, by_tag, neither = Click("#buy"), Click("button"), Click("a")
    carry(endpoint, by_id, by_tag, neither)
    visit(page, site, "<button id=buy><b>Buy</b></button><button id=no>No</button>")
    page.click("b")
    page.click("#no")
    seen = [event["triggers"] for event in arrived(page, endpoint)]
    assert seen == [ids(by_id, by_tag), ids(by_tag)]


def test_a_selector_that_is_no_css_costs_no_other_trigger(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, Click("#buy"), Click("::["), FormSubmit("<"), FormSubmit("form"))
    visit(page, site, "<form onsubmit='return false'><button id=buy>Buy</button></form>")
    page.click("#buy")
    seen = [(event["name"], event["triggers"]) for event in arrived(page, endpoint)]
    assert seen == [("click", ids(Click("#buy"))), ("form_submit", ids(FormSubmit("form")))]


@pytest.mark.parametrize("handler", ["this.remove()", "event.stopImmediatePropagation()"])
def test_a_click_counts_whatever_the_page_does_with_it(
    handler: str, page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, Click("#card .buy"))
    visit(page, site, f"<div id=card><button class=buy onclick='{handler}'>Buy</button></div>")
    page.click(".buy")
    (event,) = arrived(page, endpoint)
    assert event["triggers"] == ids(Click("#card .buy"))


def test_a_click_on_something_that_is_no_element_counts_nothing(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, Click("*"), FormSubmit("*"))
    visit(page, site, "")
    page.evaluate("document.dispatchEvent(new Event('click'))")
    page.evaluate("document.dispatchEvent(new Event('submit'))")
    assert arrived(page, endpoint) == []


def test_the_page_keeps_its_behaviour(page: Page, endpoint: Endpoint, site: Site) -> None:
    carry(endpoint, Click("input"))
    visit(page, site, "<input type=checkbox onclick='window.prevented = event.defaultPrevented'>")
    page.click("input")
    assert page.evaluate("[document.querySelector('input').checked, window.prevented]") == [
        True,
        False,
    ]


@pytest.mark.parametrize("body", ["<a href=/about>Go</a>", "<form action=/about><button>Go"])
def test_what_leads_to_another_page_is_sent_before_it(
    body: str, page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, Click("a"), FormSubmit("form"))
    visit(page, site, body)
    endpoint.wait(1)
    page.click("text=Go")
    page.wait_for_url("**/about*")
    beacons = endpoint.wait(3)
    (left,) = [beacon for beacon in beacons if triggered([beacon])]
    assert left["page"]["url"] == site.url + "/"


@pytest.mark.parametrize(
    ("attributes", "properties"),
    [
        ("id=newsletter name=other", {"form": "newsletter"}),
        ("name=newsletter", {"form": "newsletter"}),
        ("", {}),
        (f"id={'x' * 300}", {"form": "x" * 256}),
        (f"id={'x' * 255}🛒🛒", {"form": "x" * 255 + "🛒"}),
    ],
)
def test_a_form_is_told_by_its_id_or_name(
    attributes: str, properties: dict[str, str], page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, FormSubmit("form"))
    # Fields called id and name hide the form's own in its properties.
    fields = "<input name=id><input name=name><button>Go</button>"
    visit(page, site, f"<form {attributes} onsubmit='return false'>{fields}</form>")
    page.click("button")
    (event,) = arrived(page, endpoint)
    assert event["name"] == "form_submit"
    assert event["properties"] == properties


def test_a_form_name_with_half_a_character_keeps_what_comes_before_it(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, FormSubmit("form"))
    visit(page, site, "<form onsubmit='return false'><button>Go</button></form>")
    page.evaluate("document.forms[0].id = 'shop\\ud83dcart'")
    page.click("button")
    (event,) = arrived(page, endpoint)
    assert event["properties"] == {"form": "shop"}


def test_a_form_counts_by_itself_once_it_is_submitted(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    around, itself, other = FormSubmit("div"), FormSubmit("div > form"), FormSubmit("#other")
    carry(endpoint, around, itself, other)
    form = "<form onsubmit='return false'><input required><button>Go</button></form>"
    visit(page, site, f"<div>{form}</div>")
    page.click("button")
    page.fill("input", "filled")
    page.click("button")
    (event,) = arrived(page, endpoint)
    assert event["triggers"] == ids(itself)


def test_each_threshold_is_one_event_of_a_view(page: Page, endpoint: Endpoint, site: Site) -> None:
    quarters, half, unsorted = ScrollDepth(), ScrollDepth((50,)), ScrollDepth((100, 50))
    carry(endpoint, quarters, half, unsorted)
    visit(page, site, TALL)
    for to in (2000, END, 0, END):
        page.evaluate(SCROLL, to)
    seen = [(event["value"], event["triggers"]) for event in arrived(page, endpoint)]
    assert seen == [
        (25, ids(quarters)),
        (50, ids(quarters, half, unsorted)),
        (75, ids(quarters)),
        (90, ids(quarters)),
        (100, ids(unsorted)),
    ]


def test_depth_is_how_much_of_the_page_came_into_view(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, ScrollDepth(tuple(range(10, 101, 10))))
    visit(page, site, TALL)
    page.evaluate(SCROLL, 1500)
    seen = [event["value"] for event in arrived(page, endpoint)]
    height, visible = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    assert seen == list(range(10, int((1500 + visible) * 100 / height) + 1, 10))


def test_a_page_that_is_not_scrolled_counts_nothing(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, ScrollDepth((1, 100)))
    inner = f"<div id=inner style='height: 50px; overflow: auto'>{TALL}</div>"
    visit(page, site, inner)
    page.evaluate("document.querySelector('#inner').scrollTop = 500")
    page.evaluate(SCROLL, END)
    assert page.evaluate("[scrollY, document.querySelector('#inner').scrollTop]") == [0, 500]
    page.evaluate("document.dispatchEvent(new Event('scroll'))")
    assert arrived(page, endpoint) == []


def test_thresholds_count_again_on_the_next_view_of_a_single_page_app(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, ScrollDepth((20, 80)))
    visit(page, site, TALL)
    page.evaluate(SCROLL, END)
    # The same path is the same view; at the top of the next one nothing was scrolled yet.
    page.evaluate("history.pushState({}, '', '/?filter=red')")
    page.evaluate(SCROLL, END - 100)
    page.evaluate("history.pushState({}, '', '/cart')")
    page.evaluate(SCROLL, 0)
    page.evaluate(SCROLL, 1500)
    page.evaluate("tally.track('last')")
    seen = scrolled(endpoint.wait_for_event("last"), site)
    assert seen == [("/", 20), ("/", 80), ("/cart", 20)]


def test_a_view_between_without_scrolling_still_ends_the_view_before(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, ScrollDepth((80,)))
    visit(page, site, TALL)
    page.evaluate(SCROLL, END)
    page.evaluate("history.pushState({}, '', '/photo'); history.replaceState({}, '', '/')")
    page.evaluate(SCROLL, 100)
    page.evaluate(SCROLL, END)
    page.evaluate("tally.track('last')")
    assert scrolled(endpoint.wait_for_event("last"), site) == [("/", 80), ("/", 80)]


def test_thresholds_count_again_after_the_back_forward_cache(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, ScrollDepth((80,)))
    visit(page, site, TALL)
    page.evaluate(SCROLL, END)
    page.evaluate("addEventListener('pageshow', (e) => { window.restored = e.persisted })")
    page.evaluate("location.href = '/about'")
    page.wait_for_url("**/about")
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function("window.restored")
    page.evaluate(SCROLL, 100)
    page.evaluate(SCROLL, END)
    page.evaluate("tally.track('last')")
    assert scrolled(endpoint.wait_for_event("last"), site) == [("/", 80), ("/", 80)]
