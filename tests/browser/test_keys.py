"""Keys and the snippet in a real Chromium, found by accessible names alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.fits import faults, tab
from tests.webapp.axe import violations
from tests.webapp.outbox.topic import make
from tests.webapp.processes import ended, free_port, start
from tests.webapp.rows import a_project
from tests.webapp.serving import serving
from tests.webapp.sparing import PASSWORD
from tests.webapp.visitor import add_person
from tests.webapp.wired import parts_with
from webapp.access.roles import Role
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate

UPDATE_MS = 60_000


@dataclass(frozen=True)
class Site:
    """A web app with the project Shop and its admin."""

    url: str
    database: str

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.url}/sign-in?next=/projects/shop/keys")
        page.get_by_label("E-mail").fill("admin@shop.test")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_title("Who may send for Shop? · Tallylight")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    url = f"sqlite:///{tmp_path / 'tallylight.db'}"
    migrate(url)
    engine = make_engine(url)
    add_person(engine, "admin@shop.test", a_project(engine), Role.ADMIN)
    with serving(parts_with(engine, "http://127.0.0.1:1")) as address:
        yield Site(address, url)
    engine.dispose()


def _create(page: Page) -> None:
    page.get_by_role("link", name="Create a key").click()
    page.get_by_label("Name").fill("Website")
    page.get_by_role("group", name="What may it do?").get_by_label("Read numbers").check()
    page.get_by_label("Allowed origins").fill("shop.test")
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_role("heading", name="Store this secret now")).to_be_visible()
    expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()
    page.get_by_role("link", name="I have stored it").click()
    expect(page).to_have_title("What may the key Website do? · Tallylight")


def test_a_key_is_made_rotated_and_its_page_says_what_was_done(
    chromium: Browser, site: Site
) -> None:
    with tab(chromium) as page:
        site.sign_in(page)
        _create(page)
        expect(page.get_by_label("Allowed origins")).to_have_value("https://shop.test")
        page.get_by_label("Allowed origins").fill("blog.test")
        page.get_by_role("button", name="Save origins").click()
        expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
        page.get_by_role("button", name="Rotate secret").click()
        dialog = page.get_by_role("dialog", name="Make a new secret?")
        expect(dialog.get_by_label("24 hours")).to_be_checked()
        dialog.get_by_role("button", name="Make a new secret").click()
        expect(page.get_by_text("The secret before it counts until")).to_be_visible()


def test_a_signing_version_is_retired_after_its_consequences_were_read(
    chromium: Browser, site: Site
) -> None:
    with tab(chromium) as page:
        site.sign_in(page)
        _create(page)
        expect(page.get_by_text("the last one cannot be retired")).to_be_visible()
        page.get_by_role("button", name="Add a version").click()
        page.get_by_role("button", name="Retire version 1").click()
        dialog = page.get_by_role("dialog", name="Retire version 1?")
        expect(dialog).to_contain_text("until you paste the new one")
        dialog.get_by_role("button", name="Retire version 1").click()
        versions = page.get_by_role("region", name="Signing versions")
        expect(versions.get_by_role("row", name=re.compile("^1 "))).to_contain_text("retired")
        expect(page.get_by_text("the last one cannot be retired")).to_be_visible()


def test_revoking_shows_until_the_outbox_has_told_the_collectors(
    chromium: Browser, site: Site, kafka: str, tmp_path: Path
) -> None:
    make(kafka)
    with tab(chromium) as page:
        site.sign_in(page)
        _create(page)
        page.get_by_role("button", name="Revoke key").click()
        dialog = page.get_by_role("dialog", name="Revoke the key Website?")
        expect(dialog).to_contain_text("all your pages stop")
        dialog.get_by_role("button", name="Revoke it for ever").click()
        state = page.get_by_role("status").filter(has_text=re.compile(r"^\s*revok"))
        expect(state).to_contain_text("revoking… telling the collectors")
        outbox = start(
            "outbox",
            tmp_path / "log",
            TALLY_DATABASE_URL=site.database,
            TALLY_KAFKA_BOOTSTRAP=kafka,
            TALLY_OUTBOX_ADMIN_PORT=str(free_port()),
        )
        with ended(outbox):
            expect(state).to_contain_text("revoked", timeout=UPDATE_MS)
            expect(page.get_by_text("telling the collectors")).to_be_hidden()


def test_the_snippet_is_copied_in_each_form(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    site.sign_in(page)
    page.get_by_role("link", name="Snippet").click()
    expect(page.get_by_text("no key that pages may use")).to_be_visible()
    page.get_by_role("link", name="Keys").click()
    _create(page)
    page.get_by_role("link", name="Snippet").click()
    for summary in page.locator("details:not(.menu) > summary").all():
        summary.click()
    for form in ("hosted", "inline", "pinned"):
        button = page.get_by_role("button", name=f"Copy {form} form")
        button.click()
        expect(button).to_have_count(0)  # it says "Copied" for a while
        copied = page.evaluate("navigator.clipboard.readText()")
        shown = page.get_by_role("region", name=f"{form.title()} form", exact=True)
        assert copied == shown.inner_text()
    context.close()


def test_without_scripts_everything_can_be_done(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    site.sign_in(page)
    _create(page)
    page.get_by_role("link", name="Revoke key").click()
    page.get_by_role("button", name="Revoke it for ever").click()
    expect(page.get_by_role("status").filter(has_text="revoking")).to_be_visible()
    context.close()


def test_all_of_it_fits_and_passes_axe_in_both_themes(chromium: Browser, site: Site) -> None:
    with tab(chromium) as page:
        site.sign_in(page)
        empty = [page.url, f"{site.url}/projects/shop/snippet"]
        assert faults(page, empty) == {}
        page.goto(empty[0])
        _create(page)
        page.get_by_role("button", name="Add a version").click()
        key = page.url.split("?")[0]
        assert faults(page, [*empty, key, f"{empty[0]}/new"]) == {}
        page.goto(key)
        page.get_by_role("button", name="Revoke key").click()
        assert violations(page) == []
