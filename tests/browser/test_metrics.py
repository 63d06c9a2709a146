"""Metrics as an owner describes and watches them, in a real Chromium, found by accessible names."""

import re
import time

from playwright.sync_api import expect

from schemas.definitions import Definition, Label
from schemas.triggers import Click, Custom, PageView
from tests.browser.fits import faults
from tests.browser.metric_owner import Owner
from tests.webapp.charts.feed import block, send
from tests.webapp.hostile import TEXTS

UPDATE_MS = 30_000


VIEWS = Definition("page_views_total", "counter", "Views.", (PageView(),), (Label("path", "path"),))


def test_from_an_empty_project_to_the_first_point_without_a_reload(owner: Owner) -> None:
    page = owner.page
    owner.open("/")
    page.get_by_role("link", name="Describe the first metric").click()
    expect(page).to_have_title("What do you want to count? · Tallylight")
    page.get_by_role("button", name="Save metric").last.click()
    expect(page.get_by_text("Saved. Counts from")).to_be_visible()
    expect(page.get_by_role("heading", name="Waiting for the first event")).to_be_visible()
    snippet = page.get_by_role("region", name="Snippet", exact=True)
    expect(snippet).to_contain_text(f"/s/{owner.slug}.js")
    page.evaluate("window.stays = true")
    owner.count("page_views_total", {"/": 3, "/cart": 2})
    total = page.get_by_role("status", name="Counted so far")
    expect(total).to_have_text("5", timeout=UPDATE_MS)
    expect(page.get_by_role("heading", name="Waiting for the first event")).to_be_hidden()
    expect(page.get_by_role("listitem").filter(has_text=re.compile("^/cart"))).to_be_visible()
    expect(page.locator("#chart canvas")).to_be_visible()
    assert page.evaluate("window.stays") is True


def test_deleting_asks_in_a_dialog_that_says_what_ends(owner: Owner) -> None:
    page = owner.page
    owner.open(owner.describe(VIEWS))
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete page_views_total?")
    expect(dialog).to_contain_text("every series of the metric")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete the metric").click()
    expect(page.get_by_text("Your metrics will appear here")).to_be_visible()


def test_pausing_and_resuming_say_so_where_the_hand_is(owner: Owner) -> None:
    page = owner.page
    owner.open(owner.describe(VIEWS))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status").filter(has_text="Counting pauses at")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("status").filter(has_text="counts from")).to_be_visible()


def test_the_overview_shows_each_metric_as_a_small_multiple_that_leads_to_it(
    owner: Owner,
) -> None:
    page = owner.page
    owner.describe(VIEWS)
    owner.describe(Definition("buys_total", "counter", "", (Click("#buy"),)))
    owner.count("page_views_total", {"/": 4, "/cart": 1})
    owner.open("/")
    expect(page.get_by_role("status", name="Page views counted")).to_have_text("5")
    card = page.get_by_role("listitem").filter(
        has=page.get_by_role("link", name="page_views_total")
    )
    expect(card).to_contain_text("5")
    owner.count("page_views_total", {"/": 2})
    expect(card).to_contain_text("7", timeout=UPDATE_MS)
    page.get_by_role("link", name="buys_total").click()
    expect(page.get_by_role("heading", name="buys_total", level=1)).to_be_visible()


def test_ranges_and_splits_have_addresses_and_the_table_holds_the_numbers(owner: Owner) -> None:
    page = owner.page
    owner.count("page_views_total", {"/": 12})
    owner.open(owner.describe(VIEWS))
    page.get_by_role("link", name="15m").click()
    expect(page).to_have_url(re.compile("range=15m"))
    page.get_by_role("link", name="All together").click()
    page.get_by_text("The same as a table").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader", name="all")).to_be_visible()
    assert "12" in table.locator("td.number").all_inner_texts()


def test_hostile_text_is_shown_as_text_on_every_page(owner: Owner) -> None:
    page = owner.page
    labels = (Label("path", "path"), Label("app", f"constant:{TEXTS[0]}"))
    hostile = Definition(
        "page_views_total", "counter", TEXTS[0], (PageView(),), labels, unit=TEXTS[1]
    )
    metric = owner.describe(hostile)
    clicks = Definition("clicks_total", "counter", TEXTS[1], (Click(TEXTS[0]),))
    owner.describe(clicks)
    owner.count("page_views_total", {text: 2 + n for n, text in enumerate(TEXTS)})
    for path in ("/", "/metrics", metric):
        owner.open(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text(TEXTS[0]).first).to_be_attached()
    owner.open(f"{metric}/edit")
    expect(page.get_by_label("Description")).to_have_value(TEXTS[0])
    owner.open("/metrics/new")
    page.get_by_label("Each time").select_option("An element is clicked")
    for text in TEXTS:
        page.get_by_label("CSS selector").fill(text)
        shown = text.replace("\u200b", "").strip()[:40]
        expect(page.get_by_role("complementary")).to_contain_text(shown[:20])


def test_all_pages_fit_and_pass_axe_in_both_themes(owner: Owner) -> None:
    long = "a_metric_whose_name_is_rather_long_and_would_not_fit_on_a_small_phone_total"
    views = owner.describe(VIEWS)
    waiting = owner.describe(Definition(long, "counter", "", (Custom("x"), Click("#a"))))
    gauge = owner.describe(Definition("cart_size", "gauge", "", (PageView(),), unit="items"))
    owner.count(
        "page_views_total", {f"/a-rather-long-path-that-would-not-fit/{n}": n for n in range(9)}
    )
    at = int(time.time() * 1000) - 10_000
    ours = (("org", owner.org), ("project", owner.slug))
    send(owner.prometheus, [block("cart_size", at, ours, 2.25)])
    paths = ("/", "/metrics", "/metrics/new", views, f"{views}/edit", waiting, gauge)
    assert faults(owner.page, [owner.home + path for path in paths]) == {}


def test_an_empty_project_fits_and_passes_axe(owner: Owner) -> None:
    assert faults(owner.page, [f"{owner.home}{path}" for path in ("/", "/metrics")]) == {}
