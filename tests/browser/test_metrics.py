"""Metrics as an owner describes and watches them, in a real Chromium, found by accessible names."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from schemas.definitions import Definition, Label
from schemas.triggers import Click, Custom, PageView
from tests.browser.fits import faults
from tests.webapp.axe import violations
from tests.webapp.charts.feed import WINDOW, Series, block, send, write_counter
from tests.webapp.hostile import TEXTS, watch
from tests.webapp.serving import serving
from tests.webapp.sparing import HASH, PASSWORD
from tests.webapp.wired import RING, now, parts_with
from webapp.accounts.sign_up import Application, sign_up
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate
from webapp.db.models import Project
from webapp.definitions.versions import create_definition
from webapp.outbox.publish import publishing
from webapp.snippets.current import refresh

UPDATE_MS = 30_000
EMAIL = "olive@shop.test"


@dataclass
class Owner:
    """A signed-in owner's tab, with the project `slug` of the organization `org`."""

    page: Page
    home: str
    engine: Engine
    prometheus: str
    org: str
    slug: str
    counted: Series = field(default_factory=dict)
    end: int = 0

    def open(self, path: str) -> None:
        self.page.goto(f"{self.home}{path}")

    def describe(self, definition: Definition) -> str:
        """A metric made before today's tests; the path of its page."""
        with publishing(self.engine) as session:
            owner = session.query(Project).filter_by(slug=self.slug).one()
            metric = create_definition(session, owner, definition, now())
            refresh(session, owner, "http://127.0.0.1:8001", RING, now())
            return f"/metrics/{metric.id}"

    def count(self, name: str, paths: dict[str, int]) -> None:
        """More events by path, in a window of their own, seconds ago."""
        at = max(int(time.time() * 1000) - 10_000, self.end)
        self.end = (at // WINDOW + 1) * WINDOW
        for path, times in paths.items():
            self.counted.setdefault((("path", path),), []).extend([at] * times)
        write_counter(self.prometheus, self.org, self.slug, name, self.counted, self.end)


@pytest.fixture
def owner(chromium: Browser, prometheus: str, tmp_path: Path) -> Iterator[Owner]:
    """A tab in which nothing may be said on the console; scripts run."""
    with _owner(chromium, prometheus, tmp_path) as found:
        said = watch(found.page)
        yield found
        # A form with something to mend is answered by 422, which Chromium notes.
        assert [text for text in said if "status of 422" not in text] == []


class _owner:  # noqa: N801  (a context manager)
    def __init__(
        self, browser: Browser, prometheus: str, folder: Path, scripts: bool = True
    ) -> None:
        url = f"sqlite:///{folder / 'tallylight.db'}"
        migrate(url)
        self._engine = make_engine(url)
        with publishing(self._engine) as session:
            session.expire_on_commit = False
            # A name of its own: the Prometheus is everybody's.
            wanted = Application(
                EMAIL, HASH, "Olive", f"Org {folder.name} {time.time_ns()}", "https://shop.test"
            )
            made = sign_up(session, wanted, RING, now())
            self._org, self._slug = made.organization.slug, made.project.slug
        self._context = browser.new_context(java_script_enabled=scripts)
        self._serving = serving(parts_with(self._engine, prometheus))
        self._prometheus = prometheus

    def __enter__(self) -> Owner:
        web = self._serving.__enter__()
        page = self._context.new_page()
        page.goto(f"{web}/sign-in")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/projects/**")
        home = f"{web}/projects/{self._slug}"
        return Owner(page, home, self._engine, self._prometheus, self._org, self._slug)

    def __exit__(self, *_: object) -> None:
        self._context.close()
        self._serving.__exit__(None, None, None)
        self._engine.dispose()


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


def test_a_beacon_is_tried_while_one_types_and_follows_the_draft_until_it_is_changed(
    owner: Owner,
) -> None:
    page = owner.page
    owner.open("/metrics/new")
    page.evaluate("window.stays = true")
    sample = page.get_by_label("Beacon as JSON")
    said = page.get_by_role("status", name="What it would do")
    expect(said).to_contain_text("page_view /product/:id would count")
    expect(said).to_contain_text('path="/product/:id"')
    page.get_by_label("Each time").first.select_option("Your page says so")
    page.get_by_label("Event name").fill("signup")
    expect(sample).to_have_value(re.compile('"name": "signup"'))
    expect(said).to_contain_text("signup /product/:id would count")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Property", exact=True).fill("plan")
    page.get_by_label("Value", exact=True).fill("pro")
    expect(sample).to_have_value(re.compile('"plan": "pro"'))
    free = '{"events": [{"name": "signup", "properties": {"plan": "free"}}]}'
    sample.fill(free)
    expect(said).to_contain_text("would not: plan is free")
    page.get_by_label("Value", exact=True).fill("free")
    expect(said).to_contain_text("signup would count")
    expect(sample).to_have_value(free)
    assert violations(page) == []
    sample.fill("{")
    expect(page.get_by_text("This is not JSON.")).to_be_visible()
    expect(sample).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    for hostile in TEXTS:
        event = {"name": "signup", "properties": {"plan": hostile}}
        sample.fill(json.dumps({"events": [event]}))
        expect(sample).not_to_have_attribute("aria-invalid", "true")
    expect(said).to_contain_text("would not")
    assert page.evaluate("window.stays") is True


def test_rows_come_and_go_in_place_and_the_panel_follows(owner: Owner) -> None:
    page = owner.page
    owner.open("/metrics/new")
    panel = page.get_by_role("complementary", name="What this gives")
    expect(panel).to_contain_text("Counts how often a page is viewed, separately for each path.")
    page.evaluate("window.stays = true")
    kind = page.get_by_label("Each time").first
    expect(page.get_by_label("CSS selector")).to_be_hidden()
    kind.select_option("An element is clicked")
    page.get_by_label("CSS selector").fill("#buy <b>")
    expect(panel).to_contain_text("an element matching #buy <b> is clicked")
    page.get_by_role("button", name="Add another trigger").click()
    expect(page.get_by_label("Each time")).to_have_count(2)
    expect(panel).to_contain_text("or a page is viewed")
    page.get_by_role("button", name="Add a condition").click()
    expect(page.get_by_label("Property", exact=True)).to_be_focused()
    page.get_by_label("Property", exact=True).fill("plan")
    page.get_by_label("Value", exact=True).fill("pro")
    expect(panel).to_contain_text("if plan is pro")
    page.get_by_role("button", name="Remove trigger 1").click()
    expect(page.get_by_label("Each time")).to_have_count(1)
    expect(panel).to_contain_text("Counts how often a page is viewed, if plan is pro")
    page.get_by_label("Metric name").fill("views")
    expect(panel).to_contain_text("The name of a counter ends in _total.")
    assert page.evaluate("window.stays") is True
    page.get_by_role("button", name="Save metric").last.click()
    expect(page.get_by_label("Metric name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Property", exact=True)).to_have_value("plan")


def test_enter_in_a_field_saves_and_removes_no_row(owner: Owner) -> None:
    page = owner.page
    owner.open("/metrics/new")
    page.get_by_label("Description").press("Enter")
    expect(page.get_by_text("Saved. Counts from")).to_be_visible()
    expect(page.get_by_text("separately for each path")).to_be_visible()


def test_the_editor_works_without_scripts(
    chromium: Browser, prometheus: str, tmp_path: Path
) -> None:
    with _owner(chromium, prometheus, tmp_path, scripts=False) as found:
        page = found.page
        found.open("/metrics/new")
        page.get_by_label("Description").fill("Kept.")
        page.get_by_role("button", name="Add another trigger").click()
        page.get_by_label("Each time").nth(1).select_option("Your page says so")
        page.get_by_role("button", name="Show its fields").nth(1).click()
        page.get_by_role("textbox", name="Event name").fill("bought")
        page.get_by_role("button", name="Add a label").click()
        page.get_by_role("button", name="Remove label 1").click()
        page.get_by_label("Taken from").select_option("Browser")
        page.get_by_role("button", name="Renew this").click()
        expect(page.get_by_text("or a page sends the event bought")).to_be_visible()
        page.get_by_label("Beacon as JSON").fill('{"events": [{"name": "bought"}]}')
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_role("status", name="What it would do")).to_contain_text(
            "bought would count"
        )
        expect(page.get_by_label("Description")).to_have_value("Kept.")
        page.get_by_role("button", name="Save metric").last.click()
        expect(page.get_by_text("separately for each browser")).to_be_visible()
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete the metric").click()
        expect(page.get_by_role("link", name="Describe the first metric")).to_be_visible()


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
