"""Pages that are not allowed to send, and pages that hide where they are."""

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.blackbox.browsers import visitor
from tests.blackbox.stack import PROJECT, Stack, wait_for
from tests.blackbox.test_visit import settle
from tests.browser.heard import HEARD, wait_until_heard

FOREIGN = "http://elsewhere.test/"


def serve_foreign(page: Page, stack: Stack) -> None:
    """A page on an origin that no key allows, with the demo's script."""
    script = f'<script src="{stack.collector}/s/{PROJECT}.js"></script>'

    def fulfil(route: Route) -> None:
        html = f"<!doctype html><title>Elsewhere</title>{script}"
        route.fulfill(status=200, content_type="text/html", body=html)

    page.route(f"{FOREIGN}**", fulfil)


def test_a_page_elsewhere_is_refused_once_and_sends_nothing_more(
    stack: Stack, chromium: Browser
) -> None:
    views, refused = stack.views(), stack.answers("origin_not_allowed")
    with visitor(chromium) as page:
        serve_foreign(page, stack)
        page.add_init_script(HEARD)
        page.goto(FOREIGN)
        wait_until_heard(page, 1)
        assert stack.answers("origin_not_allowed") == refused + 1
        for _ in range(3):
            page.evaluate("tally.track('more')")
        page.goto(f"{stack.demo}/about")  # what the page held back would leave with it
        wait_for("the view after it", lambda: stack.views() == views + 1)
    assert stack.answers("origin_not_allowed") == refused + 1


@pytest.mark.parametrize("policy", ["no-referrer", "same-origin"])
def test_a_page_that_hides_its_address_counts(stack: Stack, chromium: Browser, policy: str) -> None:
    before = stack.views()
    with visitor(chromium) as page:

        def hide(route: Route) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, headers={**answer.headers, "referrer-policy": policy})

        page.route(f"{stack.demo}/about", hide)
        page.goto(f"{stack.demo}/about")
        wait_for("its view", lambda: stack.views() == before + 1)
    settle(stack)
    assert stack.views() == before + 1
