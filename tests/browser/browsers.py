"""Real browsers as visitors have them: found on PATH, a visitor's user agent, no automation flag."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Playwright

CHROMIUM_USER_AGENT: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)
FIREFOX_USER_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"

# Playwright starts browsers with navigator.webdriver set, which is how bots are told from visitors.
HIDE_AUTOMATION: Final = (
    "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"
)

_CHROMIUM_ARGUMENTS: Final = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


def executable(*names: str) -> str:
    """The first of `names` on PATH or in /usr/bin. Raises FileNotFoundError naming them."""
    for name in names:
        found = shutil.which(name) or shutil.which(f"/usr/bin/{name}")
        if found:
            return found
    raise FileNotFoundError(f"the browser tests need {' or '.join(names)} on PATH")


def launch_chromium(playwright: Playwright) -> Browser:
    """Chromium with the back/forward cache that Playwright would switch off."""
    # Chromium's sandbox does not start as root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(
        executable_path=executable("chromium", "chromium-browser", "google-chrome"),
        args=[*_CHROMIUM_ARGUMENTS, *sandbox],
        ignore_default_args=["--disable-back-forward-cache"],
    )


def launch_firefox(playwright: Playwright) -> Browser:
    """A stock Firefox, spoken to by WebDriver BiDi."""
    path = executable("firefox-esr", "firefox")
    return playwright.firefox.launch(channel="moz-firefox", executable_path=path)


@contextmanager
def visitor_context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile that looks like a visitor's."""
    chromium = browser.browser_type.name == "chromium"
    context = browser.new_context(
        user_agent=CHROMIUM_USER_AGENT if chromium else FIREFOX_USER_AGENT, locale="en-GB"
    )
    context.add_init_script(HIDE_AUTOMATION)
    try:
        yield context
    finally:
        context.close()
