"""A visit in a real browser becomes a Prometheus series and a number on the screen, exactly once."""

from playwright.sync_api import Browser, Page, expect

from tests.blackbox.browsers import program, visitor
from tests.blackbox.stack import Stack, wait_for
from tests.blackbox.wire import beacon, post


def walk(page: Page, stack: Stack) -> int:
    """Seven pages as a person opens them: by address, by links and by a form; how many views."""
    page.goto(stack.demo)
    page.get_by_role("link", name="See the lamps").click()
    page.get_by_role("heading", name="Lamps", level=1).wait_for()
    page.get_by_role("link", name="Paper lantern").first.click()
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("heading", name="Your cart").wait_for()
    page.goto(f"{stack.demo}/about")
    page.goto(f"{stack.demo}/larder/smoked-sea-salt")
    page.goto(f"{stack.demo}/there-is-no-such-page")
    return 7


def settle(stack: Stack) -> None:
    """Wait until everything sent so far was counted: a beacon sent now is, and it comes behind them."""
    before = stack.events("unmatched")
    assert post(stack, beacon(stack, events=[{"name": "all_sent"}])).status == 204
    wait_for("the last beacon to be counted", lambda: stack.events("unmatched") > before)


def test_a_visit_of_n_pages_is_n_in_prometheus_and_on_the_screen(
    stack: Stack, chromium: Browser
) -> None:
    before = stack.views()
    with visitor(chromium) as page:
        views = walk(page, stack)
        # While the tab is open: the last view leaves after the page has loaded.
        wait_for(f"{views} views", lambda: stack.views() >= before + views)
    settle(stack)
    assert stack.views() == before + views
    with visitor(chromium) as page:
        page.goto(stack.web)
        total = page.get_by_role("status", name="Page views counted")
        expect(total).to_have_text(f"{before + views:,.0f}", timeout=20_000)


def test_a_browser_that_says_it_is_driven_is_a_bot_and_no_view(
    stack: Stack, chromium: Browser
) -> None:
    views, bots = stack.views(), stack.events("bot")
    with program(chromium) as page:
        page.goto(f"{stack.demo}/lamps")
        page.goto(f"{stack.demo}/larder")
        wait_for("two events of a bot", lambda: stack.events("bot") >= bots + 2)
    settle(stack)
    assert (stack.views(), stack.events("bot")) == (views, bots + 2)


def test_the_page_that_was_left_at_once_counts_too(stack: Stack, chromium: Browser) -> None:
    before = stack.views()
    with visitor(chromium) as page:
        page.goto(f"{stack.demo}/about", wait_until="load")
        page.goto("about:blank")
        wait_for("its view", lambda: stack.views() == before + 1)
