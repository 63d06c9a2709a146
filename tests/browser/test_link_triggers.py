"""Links to other hosts and to files as triggers, seen from the endpoint."""

import pytest
from playwright.sync_api import Page

from schemas.triggers import FileDownload, OutboundLink
from tests.browser.carrying import arrived, carry, ids, triggered, visit
from tests.browser.servers import Endpoint, Site

STAY = "onclick='event.preventDefault()'"


def test_a_link_to_another_host_counts_with_that_host(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, OutboundLink())
    visit(page, site, f"<a href='https://Partner.test:8443/deal?id=7#top' {STAY}><b>Deal</b></a>")
    page.click("b")
    (event,) = arrived(page, endpoint)
    assert event["name"] == "outbound_link"
    assert event["triggers"] == ids(OutboundLink())
    assert event["properties"] == {"host": "partner.test:8443"}


@pytest.mark.parametrize(
    "target", ["/about", "#top", "mailto:shop@partner.test", "javascript:void 0", "http://[", ""]
)
def test_a_link_that_stays_or_leads_to_no_host_counts_nothing(
    target: str, page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, OutboundLink())
    visit(page, site, f"<a href='{target}' {STAY}>Go</a><button>No link</button>")
    page.click("a")
    page.click("button")
    assert arrived(page, endpoint) == []


def test_a_link_inside_a_drawing_and_the_middle_button_count_the_right_one_does_not(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, OutboundLink())
    drawing = (
        "<svg width=99 height=99><a href='//drawn.test/'><rect width=99 height=99 /></a></svg>"
    )
    visit(page, site, f"<div {STAY} onauxclick='event.preventDefault()'>{drawing}</div>")
    page.click("rect")
    page.click("rect", button="right")
    page.evaluate(
        "document.querySelector('rect').dispatchEvent("
        "new MouseEvent('auxclick', {bubbles: true, button: 1}))"
    )
    seen = [event["properties"]["host"] for event in arrived(page, endpoint)]
    assert seen == ["drawn.test", "drawn.test"]


def test_a_link_that_leads_away_is_sent_before_the_page_is_gone(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    carry(endpoint, OutboundLink())
    elsewhere = endpoint.url
    visit(page, site, f"<a href='{elsewhere}/nothing-here'>Go</a>")
    endpoint.wait(1)
    page.click("a")
    (event,) = triggered(endpoint.wait_for_event("outbound_link"))
    assert event["properties"] == {"host": elsewhere.removeprefix("http://")}


def test_a_file_counts_by_its_ending_in_any_case_wherever_it_lies(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    pdf, common = FileDownload(("pdf",)), FileDownload()
    carry(endpoint, pdf, common)
    links = [
        "/files/Price.PDF?user=7",
        "https://cdn.test/a/setup.tar.gz",
        "/page",
        "/pdf",
        "/x.html",
    ]
    visit(page, site, "".join(f"<a href='{link}' {STAY}>{link}</a> " for link in links))
    for number in range(len(links)):
        page.locator("a").nth(number).click()
    seen = [(event["properties"], event["triggers"]) for event in arrived(page, endpoint)]
    assert seen == [
        ({"path": "/files/Price.PDF", "extension": "pdf"}, ids(pdf, common)),
        ({"path": "/a/setup.tar.gz", "extension": "gz"}, ids(common)),
    ]


def test_a_file_of_another_host_is_both(page: Page, endpoint: Endpoint, site: Site) -> None:
    carry(endpoint, OutboundLink(), FileDownload())
    visit(page, site, f"<a href='https://cdn.test/a.zip' {STAY}>Get</a>")
    page.click("a")
    names = sorted(event["name"] for event in arrived(page, endpoint))
    assert names == ["file_download", "outbound_link"]
