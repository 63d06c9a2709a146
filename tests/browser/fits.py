"""What every page must pass in a real browser, at every width and in both themes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Final

from playwright.sync_api import Browser, Page

from tests.webapp.axe import violations

WIDTHS: Final = (320, 1280)
_SIZES: Final = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of its own; afterwards the console must be empty: reports of the CSP among it."""
    context = browser.new_context()
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert [text for text in said if "404" not in text] == []


def faults(page: Page, addresses: Iterable[str]) -> dict[tuple[str, int, str], list[object]]:
    """By address, width and theme: what does not fit its window, folded parts unfolded, or breaks a
    rule of axe. Empty when all is well."""
    looks = product(addresses, WIDTHS, ("light", "dark"))
    found = {look: list(_faults(page, *look)) for look in looks}
    return {look: wrong for look, wrong in found.items() if wrong}


def _faults(page: Page, address: str, width: int, scheme: str) -> Iterator[object]:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    for summary in page.locator("details:not(.menu) > summary:visible").all():
        summary.click()
    wide, window = page.evaluate(_SIZES)
    if wide > window:
        yield f"{wide - window} px too wide"
    yield from violations(page)
