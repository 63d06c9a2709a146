"""Chromium as a visitor has it, and as a program that drives it has it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, Page, Playwright

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    # Pages that a test makes up have no address, and may otherwise not ask this machine anything.
    "--disable-features=LocalNetworkAccessChecks",
)
_VISITOR: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)
_HIDDEN: Final = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"


def launch(playwright: Playwright) -> Browser:
    """Chromium from PATH or /usr/bin. Raises FileNotFoundError when there is none."""
    places = [shutil.which(name) or shutil.which(f"/usr/bin/{name}") for name in _NAMES]
    found = next((place for place in places if place), None)
    if found is None:
        raise FileNotFoundError(f"the black box needs {' or '.join(_NAMES)}")
    # Chromium's sandbox does not start as root.
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return playwright.chromium.launch(executable_path=found, args=[*_ARGUMENTS, *sandbox])


@contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """A tab of a person: a real user agent, nothing that tells of automation."""
    context = browser.new_context(user_agent=_VISITOR, locale="en-GB")
    context.add_init_script(_HIDDEN)
    yield context.new_page()
    context.close()


@contextmanager
def program(browser: Browser) -> Iterator[Page]:
    """A tab that says what it is: HeadlessChrome, navigator.webdriver."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
