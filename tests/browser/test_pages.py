"""The public pages and the components they are made of, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fits import faults, tab
from tests.webapp.serving import serving
from tests.webapp.wired import parts_with, seed
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A seeded web app whose Prometheus is away."""
    url = f"sqlite:///{tmp_path_factory.mktemp('pages') / 'tallylight.db'}"
    migrate(url)
    engine = make_engine(url)
    seed(engine)
    with serving(parts_with(engine, "http://127.0.0.1:1")) as address:
        yield address
    engine.dispose()


def test_public_pages_fit_and_pass_axe_in_both_themes(chromium: Browser, site: str) -> None:
    with tab(chromium) as page:
        paths = ("/", "/sign-in", "/sign-up", "/components", "/none")
        assert faults(page, [site + path for path in paths]) == {}


def test_a_page_that_does_not_fit_is_found(chromium: Browser) -> None:
    wide = "data:text/html,<html lang=en><title>Wide</title><p style='width:900px'>Text"
    with tab(chromium) as page:
        found = faults(page, [wide])
    assert found.keys() == {(wide, 320, "light"), (wide, 320, "dark")}


def test_a_dialog_opens_from_the_keyboard_and_gives_the_focus_back(
    chromium: Browser, site: str
) -> None:
    with tab(chromium) as page:
        page.goto(site + "/components")
        opener = page.get_by_role("button", name="Revoke key").last
        opener.focus()
        page.keyboard.press("Space")
        dialog = page.get_by_role("dialog", name="Revoke this key?")
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
        opener.click()
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()


def test_without_scripts_a_dialog_opens_in_its_place(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/components")
    page.get_by_role("link", name="Revoke key").click()
    expect(page.get_by_text("nothing brings it back")).to_be_visible()
    page.get_by_role("link", name="Cancel").last.click()
    expect(page.get_by_text("nothing brings it back")).to_be_hidden()
    context.close()


def test_a_menu_closes_at_escape_and_at_a_click_elsewhere(chromium: Browser, site: str) -> None:
    with tab(chromium) as page:
        page.goto(site + "/components")
        item, menu = page.get_by_role("link", name="Last 7 days"), page.get_by_text("Last 24 hours")
        menu.click()
        expect(item).to_be_visible()
        page.keyboard.press("Escape")
        expect(item).to_be_hidden()
        menu.click()
        page.get_by_role("heading", level=1).click()
        expect(item).to_be_hidden()


def test_times_are_said_in_the_readers_zone(chromium: Browser, site: str) -> None:
    context = chromium.new_context(timezone_id="Asia/Tokyo", locale="en-GB")
    page = context.new_page()
    page.goto(site + "/components")
    expect(page.get_by_text("25 Nov 2026, 23:02 GMT+9")).to_have_attribute(
        "title", "2026-11-25T14:02:00Z"
    )
    context.close()
