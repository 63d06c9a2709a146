"""Every page there is, as its owner sees it: it fits, in both themes, and breaks no rule of axe.

The pages come from the table of routes, which no route can be missing from.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fits import faults
from tests.webapp.access.test_table import TABLE
from tests.webapp.serving import serving
from tests.webapp.sparing import PASSWORD
from tests.webapp.two_tenants import two_tenants
from tests.webapp.wired import parts_with, seed
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate


@dataclass(frozen=True)
class Site:
    """A web app with two tenants; the values fill the table's paths with what is A's."""

    address: str
    values: dict[str, object]

    def addresses(self) -> list[str]:
        rows = (row for row in TABLE.values() if row.method == "GET")
        return [self.address + row.path.format_map({**self.values, "number": 1}) for row in rows]


@pytest.fixture(scope="module")
def site(prometheus: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    url = f"sqlite:///{tmp_path_factory.mktemp('every') / 'tallylight.db'}"
    migrate(url)
    engine = make_engine(url)
    seed(engine)
    a, _ = two_tenants(engine)
    with serving(parts_with(engine, prometheus)) as address:
        yield Site(address, vars(a))
    engine.dispose()


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sign-in")
    page.get_by_label("E-mail").fill("owner@a.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/projects/**")


def is_page(page: Page, address: str) -> bool:
    answer = page.request.get(address)
    return answer.ok and answer.headers["content-type"].startswith("text/html")


@pytest.mark.timeout(900)  # every page four times
def test_every_page_fits_and_passes_axe_in_both_themes(chromium: Browser, site: Site) -> None:
    context = chromium.new_context()
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, site)
    pages = [address for address in site.addresses() if is_page(page, address)]
    assert len(pages) > 15, pages
    assert faults(page, pages) == {}
    # The live page misses its process here, and says so on the console.
    assert [text for text in said if "Content Security Policy" in text or "Trusted" in text] == []
    context.close()
