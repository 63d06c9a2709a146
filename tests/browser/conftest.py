"""Browser fixtures: `chromium` and `firefox` are real; `browser` runs a test in both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from codegen.html import hosted
from codegen.snippet import snippet
from tests.browser.browsers import launch_chromium, launch_firefox, visitor_context
from tests.browser.metric_owner import Owner, SignedIn
from tests.browser.servers import Endpoint, Site, serve_endpoint, serve_site
from tests.webapp.hostile import watch

TOKEN = "tlk_0123456789abcdefghij.1.0a1b2c3d.c2lnbmF0dXJl"
# Firefox also reports what the network refused as page errors, though nothing was thrown.
NETWORK_NOTICES = ("The Same Origin Policy disallows", "The page\u2019s settings blocked")
PAGE = "<!doctype html><meta charset=utf-8><title>Shop</title>{}<p>Shop"


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with launch_chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="package")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    with launch_firefox(playwright) as browser:
        yield browser


@pytest.fixture(params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Browser:
    found: Browser = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor's profile in each of the browsers."""
    with visitor_context(browser) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in which nothing may throw: an uncaught error or rejection fails the test."""
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert [error for error in errors if not error.startswith(NETWORK_NOTICES)] == []


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Takes beacons and serves the current tracker at /s/shop.js."""
    with serve_endpoint() as started:
        made = snippet(f"{started.url}/api/v1/metrics", TOKEN, [])
        started.scripts["/s/shop.js"] = made.javascript
        yield started


@pytest.fixture
def site(endpoint: Endpoint) -> Iterator[Site]:
    """An origin of its own with two pages that carry the hosted snippet: / and /about."""
    form = hosted(endpoint.url, "shop", endpoint.url)
    with serve_site() as started:
        started.pages.update({path: PAGE.format(form.html) for path in ("/", "/about")})
        yield started


@pytest.fixture
def owner(chromium: Browser, prometheus: str, tmp_path: Path) -> Iterator[Owner]:
    """A tab in which nothing may be said on the console; scripts run."""
    with SignedIn(chromium, prometheus, tmp_path) as found:
        said = watch(found.page)
        yield found
        # A form with something to mend is answered by 422, which Chromium notes.
        assert [text for text in said if "status of 422" not in text] == []
