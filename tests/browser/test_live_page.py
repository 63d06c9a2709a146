"""The Live page in real browsers, fed by the real tracker: what comes, why it does not count, and no harm."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect
from sqlalchemy import update

from schemas.definitions import Definition, Label
from schemas.triggers import Custom, PageView
from tests.browser.browsers import visitor_context
from tests.browser.installed import Installed, installed
from tests.webapp.axe import violations
from tests.webapp.pages.hostile import CORPUS
from webapp.db.engine import writing
from webapp.db.models import SignIn

VIEWS = Definition("views_total", "counter", "Views", (PageView(),), (Label("path", "path"),))
PLANS = Definition(
    "plans_total", "counter", "Plans", (Custom("signup"),), (Label("plan", "property:plan"),)
)
COME_MS = 30_000


@pytest.fixture(scope="module")
def shop(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder: Path = tmp_path_factory.mktemp("installed")
    with installed(kafka, folder, VIEWS, PLANS) as made:
        yield made


@pytest.fixture
def live(page: Page, shop: Installed) -> Iterator[Page]:
    """The owner's Live page, listening. Nothing on it may open a dialog or break the CSP."""
    harm: list[str] = []

    def opened(dialog: Dialog) -> None:
        harm.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    page.on("console", lambda message: harm.append(message.text))
    shop.sign_in(page)
    expect(page.get_by_text("Listening")).to_be_visible(timeout=COME_MS)
    yield page
    assert harm == []


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """Somebody else, in a browser of their own."""
    with visitor_context(chromium) as context:
        yield context.new_page()


def events(live: Page) -> Locator:
    return live.get_by_role("list", name="Events, newest first")


def lines(live: Page) -> Locator:
    """What came since the page was opened."""
    return events(live).locator("> li:not(.before, .before ~ li)")


def test_a_visit_appears_with_its_verdict_and_the_series_it_touches(
    live: Page, visitor: Page, shop: Installed
) -> None:
    expect(lines(live)).to_have_count(0)
    visitor.goto(shop.shop(shop.site))
    line = lines(live).filter(has_text="page_view")
    expect(line).to_contain_text("counted in 1", timeout=COME_MS)
    line.locator("summary").click()
    expect(line).to_contain_text('views_total{org="')
    expect(line).to_contain_text('path="/"')
    expect(line).to_contain_text("plans_total")
    expect(line).to_contain_text('"name": "page_view"')
    assert violations(live) == []


def test_what_happened_before_the_page_was_opened_is_shown_beneath_and_apart(
    live: Page, visitor: Page, shop: Installed
) -> None:
    visitor.goto(shop.shop(shop.site))
    expect(lines(live).filter(has_text="page_view")).to_be_visible(timeout=COME_MS)
    live.reload()
    expect(
        live.get_by_text("Everything below happened before you opened this page.")
    ).to_be_visible(timeout=COME_MS)
    before = events(live).locator("> .before ~ li")
    expect(before.first).to_contain_text("counted in 1")
    before.first.locator("summary").click()
    expect(before.first).to_contain_text('views_total{org="')
    expect(lines(live)).to_have_count(0)
    live.get_by_text("I installed the snippet and see nothing").click()
    expect(live.get_by_text("this box waits for the first beacon")).to_be_visible()
    assert violations(live) == []


def test_the_editor_tries_a_draft_with_the_last_events(
    page: Page, visitor: Page, live: Page, shop: Installed
) -> None:
    visitor.goto(shop.shop(shop.site))
    expect(lines(live).filter(has_text="page_view")).to_be_visible(timeout=COME_MS)
    visitor.evaluate("tally.track('signup', {properties: {plan: 'free'}})")
    expect(lines(live).filter(has_text="signup")).to_be_visible(timeout=COME_MS)
    page.goto(f"{shop.url}/projects/{shop.slug}/metrics/new")
    page.get_by_role("button", name="Try the last 20 events").click()
    tried = page.get_by_role("list", name="What it would do with the last events")
    expect(tried.get_by_role("listitem").first).to_contain_text(
        "signup / would not", timeout=COME_MS
    )
    expect(tried).to_contain_text("page_view / would count")
    page.get_by_label("Each time").first.select_option("Your page says so")
    page.get_by_label("Event name").fill("signup")
    expect(tried.get_by_role("listitem").first).to_contain_text("signup / would count")
    expect(tried).to_contain_text("page_view / would not: no trigger")
    assert violations(page) == []


def test_an_origin_that_is_not_allowed_is_told_with_what_to_add(
    live: Page, visitor: Page, shop: Installed
) -> None:
    live.get_by_text("I installed the snippet and see nothing").click()
    expect(live.get_by_text("this box waits for the first beacon")).to_be_visible()
    visitor.goto(shop.shop(shop.foreign))
    expect(live.get_by_text("arrived and was refused")).to_be_visible(timeout=COME_MS)
    found = live.locator("#install-found")
    expect(found).to_contain_text("Add this to the key\u2019s allowed origins")
    expect(found).to_contain_text(shop.foreign.url)
    expect(lines(live).first).to_contain_text("refused: origin not allowed")
    visitor.goto(shop.shop(shop.site))
    expect(live.get_by_text("It works: a beacon arrived from")).to_be_visible(timeout=COME_MS)


def test_paused_it_holds_back_what_comes_and_a_filter_shows_what_fits(
    live: Page, visitor: Page, shop: Installed
) -> None:
    visitor.goto(shop.shop(shop.site))
    expect(lines(live)).to_have_count(1, timeout=COME_MS)
    live.get_by_role("button", name="Pause").click()
    visitor.evaluate("tally.track('signup', {properties: {plan: 'pro'}})")
    go_on = live.get_by_role("button", name="Go on (1 new)")
    expect(go_on).to_be_visible(timeout=COME_MS)
    expect(lines(live)).to_have_count(1)
    go_on.click()
    expect(lines(live)).to_have_count(2)
    expect(lines(live).first).to_contain_text("signup")
    live.get_by_label("Filter").fill("SIGN")
    expect(lines(live).filter(visible=True)).to_have_count(1)
    live.get_by_label("Filter").fill("nothing like it")
    expect(live.get_by_text("None of the events so far fits the filter.")).to_be_visible()


def test_what_visitors_write_is_only_ever_text(live: Page, visitor: Page, shop: Installed) -> None:
    visitor.goto(shop.shop(shop.site))
    for number, hostile in enumerate(CORPUS):
        written = {"properties": {"plan": hostile, "number": number}}
        visitor.evaluate(
            "([title, path, event]) => { document.title = title;"
            " history.replaceState(null, '', '/' + encodeURIComponent(path));"
            " tally.track('signup', event); }",
            [hostile, hostile[:200], written],
        )
        line = lines(live).filter(has_text="signup")
        expect(line).to_have_count(number + 1, timeout=COME_MS)
        line.first.locator("summary").click()
        expect(line.first.get_by_role("heading", name="The beacon")).to_be_visible()
    shown = lines(live).all_inner_texts()
    assert not {"\u202e", "\u2066", "\u200f", "\u001b", "\u0007"} & set("".join(shown))
    assert any("\\u202e" in text for text in shown)
    assert live.evaluate("document.querySelectorAll('#events script, #events img').length") == 0
    expect(live).to_have_title("Why was this not counted? \u00b7 Tallylight")
    assert violations(live) == []


def test_a_sign_in_that_ended_elsewhere_ends_the_stream(live: Page, shop: Installed) -> None:
    with writing(shop.engine) as session:
        session.execute(update(SignIn).values(ended_at=datetime.now(UTC)))
    expect(live.get_by_text("You are signed out, or may not watch")).to_be_visible(timeout=COME_MS)


def test_a_beacon_is_tried_without_scripts(chromium: Browser, shop: Installed) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    shop.sign_in(page)
    body = json.dumps({"events": [{"name": "signup", "properties": {"plan": "pro"}}]})
    page.get_by_label("Beacon as JSON").fill(body)
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", name="signup: counted in 1")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="plans_total")).to_contain_text('plan="pro"')
    expect(page.get_by_label("Beacon as JSON")).to_have_value(body)
    context.close()


@pytest.mark.parametrize("path", ["live", "ledger"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_fit_and_pass_axe(page: Page, shop: Installed, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    shop.sign_in(page, path)
    for summary in page.locator("main summary").all():
        if summary.is_visible():
            summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
