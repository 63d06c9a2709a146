"""The pictures of the documents, taken from a running `make run`: `python3 -m ops dev -m ops.screenshots`.

Reads where everything is from the run's folder (TALLY_DATA_DIR); signs in as the demo's owner. Let the demo
run for half an hour first, so that the lines have a shape.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from ops.dev import PROGRAMS
from ops.run.plan import DEMO_EMAIL
from ops.settings import RunSettings
from schemas.process.settings import read

IMAGES: Final = Path(__file__).parent.parent / "docs" / "images"
# What a document may ask a reader to load.
MAX_BYTES: Final = 150_000
# Numbers are fetched, charts drawn, the first live events there.
SETTLED_MS: Final = 2_500
_PROJECT: Final = "/projects/demo-shop"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file name, the page's path, the name of a link to follow from there."""

    name: str
    path: str
    follow: str = ""
    is_public: bool = False


SHOTS: Final = (
    Shot("landing", "/", is_public=True),
    Shot("front", "/demo", is_public=True),
    Shot("metrics", f"{_PROJECT}/metrics"),
    Shot("metric-new", f"{_PROJECT}/metrics/new"),
    Shot("metric", f"{_PROJECT}/metrics", "order_value_euros"),
    Shot("live", f"{_PROJECT}/live"),
    Shot("ledger", f"{_PROJECT}/ledger"),
    Shot("keys", f"{_PROJECT}/keys"),
    Shot("key", f"{_PROJECT}/keys", "Demo shop"),
    Shot("key-new", f"{_PROJECT}/keys/new"),
    Shot("snippet", f"{_PROJECT}/snippet"),
)


class TooLarge(Exception):
    """Stop: a picture has more bytes than a document may ask for."""


def main() -> int:
    """Take them all; prints each file with its size."""
    folder = Path(read(RunSettings, os.environ).data_dir)
    known = folder / "ports.json"
    if not known.exists():
        sys.exit(f"{known} is not there: nothing runs in this folder, `make run` first")
    ports = json.loads(known.read_text(encoding="utf-8"))["ports"]
    password = (folder / "secrets" / "TALLY_SEED_PASSWORD").read_text(encoding="ascii").strip()
    with sync_playwright() as playwright:
        program = next(path for path in map(shutil.which, PROGRAMS["chromium"]) if path)
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        with playwright.chromium.launch(executable_path=program, args=arguments) as browser:
            for path in take(browser, f"http://127.0.0.1:{ports['web']}", password):
                print(f"{path}: {path.stat().st_size} bytes")
    return 0


def take(browser: Browser, url: str, password: str, images: Path = IMAGES) -> Iterator[Path]:
    """Photograph the web app at `url` into `images`. Raises TooLarge."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
    yield from (_shoot(page, url, shot, images) for shot in SHOTS if shot.is_public)
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail").fill(DEMO_EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/projects/**")
    yield from (_shoot(page, url, shot, images) for shot in SHOTS if not shot.is_public)
    page.close()


def _shoot(page: Page, url: str, shot: Shot, images: Path) -> Path:
    page.goto(url + shot.path)
    if shot.follow:
        page.get_by_role("link", name=shot.follow).click()
    # Not until the network is idle: the live page's stream never is.
    page.wait_for_timeout(SETTLED_MS)
    path = images / f"{shot.name}.png"
    page.screenshot(path=path)
    if path.stat().st_size > MAX_BYTES:
        raise TooLarge(f"{path} has {path.stat().st_size} bytes, at most {MAX_BYTES}")
    return path


if __name__ == "__main__":
    sys.exit(main())
