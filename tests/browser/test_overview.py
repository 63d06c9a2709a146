"""The overview of the demo in a real browser, found by accessible names alone."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.webapp.axe import violations
from tests.webapp.charts.feed import WINDOW, View, write
from tests.webapp.hostile import TEXTS, watch
from tests.webapp.serving import serving
from tests.webapp.wired import parts_with, seed
from webapp.db.engine import make_engine
from webapp.db.migrate import migrate

UPDATE_MS = 30_000
DEMO = "http://127.0.0.1:8002/"


@dataclass(frozen=True)
class Front:
    """A running web app; `view` lets visitors view pages of the demo, ending now."""

    url: str
    view: Callable[[dict[str, int]], None]


class Visitors:
    """Adds views to everything viewed before; each call has a window of its own, seconds ago."""

    def __init__(self, prometheus: str) -> None:
        self._prometheus = prometheus
        self._views: list[View] = []
        self._end = 0

    def __call__(self, paths: dict[str, int]) -> None:
        at = max(int(time.time() * 1000) - 10_000, self._end)
        self._end = (at // WINDOW + 1) * WINDOW
        self._views += [View(at, path) for path, times in paths.items() for _ in range(times)]
        write(self._prometheus, "demo", "demo-shop", self._views, self._end)


@pytest.fixture
def front(parts: ModuleType, tmp_path: Path) -> Iterator[Front]:
    """The page is about the one project demo-shop, so each test has a Prometheus of its own."""
    folder = tmp_path / "prometheus"
    folder.mkdir()
    with parts.run_prometheus(folder) as prometheus, _demo(tmp_path, prometheus) as url:
        yield Front(url, Visitors(prometheus))


@contextmanager
def _demo(folder: Path, prometheus: str) -> Iterator[str]:
    """The address of a seeded web app's demo page."""
    url = f"sqlite:///{folder / 'tallylight.db'}"
    migrate(url)
    engine = make_engine(url)
    seed(engine)
    with serving(parts_with(engine, prometheus, demo_url=DEMO)) as address:
        yield f"{address}/demo"
    engine.dispose()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser says on its console: reports of the CSP among it."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield said
    assert said == []


def _total(page: Page) -> Locator:
    return page.get_by_role("status", name="Page views counted")


def _exactly(count: int) -> re.Pattern[str]:
    return re.compile(rf"^{count:,}$".replace(",", "\u202f"))


def _counted(page: Page) -> int:
    return int(re.sub(r"\D", "", _total(page).inner_text()))


def test_numbers_are_found_by_name_and_renew_themselves_without_a_jump(
    page: Page, front: Front, complaints: list[str]
) -> None:
    front.view({"/": 1_100, "/cart": 134})
    page.goto(front.url)
    page.evaluate(
        "window.jumps = 0; new PerformanceObserver((list) => {"
        "for (const entry of list.getEntries()) window.jumps += entry.value;"
        "}).observe({ type: 'layout-shift', buffered: true })"
        if page.context.browser and page.context.browser.browser_type.name == "chromium"
        else "window.jumps = 0"
    )
    expect(page).to_have_title("What is happening on Demo shop? · Tallylight")
    before = _counted(page)
    expect(page.get_by_role("row").filter(has_text="/cart")).to_be_visible()
    front.view({"/": 7})
    expect(_total(page)).to_have_text(_exactly(before + 7), timeout=UPDATE_MS)
    expect(page.get_by_role("status", name="In the last hour")).to_have_text(
        _exactly(before + 7), timeout=UPDATE_MS
    )
    expect(page.get_by_role("img", name="Line chart of views per minute by path")).to_be_visible()
    assert page.evaluate("window.jumps") == 0


def test_paths_that_visitors_made_up_stay_text(
    page: Page, front: Front, complaints: list[str]
) -> None:
    said = watch(page)
    front.view({text: 2_000 + n for n, text in enumerate(TEXTS)})
    page.goto(front.url)
    table = page.get_by_role("table").filter(has_text="Share")
    expect(table.get_by_role("row")).to_have_count(1 + len(TEXTS))
    for text in TEXTS:
        assert text in (table.text_content() or "")
    front.view({TEXTS[0]: 1})
    expect(_total(page)).to_have_text(
        _exactly(sum(2_000 + n for n in range(len(TEXTS))) + 1), timeout=UPDATE_MS
    )
    assert said == []
    expect(page).to_have_title("What is happening on Demo shop? · Tallylight")


def test_the_other_split_is_a_link_with_an_address(
    page: Page, front: Front, complaints: list[str]
) -> None:
    front.view({"/": 1})
    page.goto(front.url)
    page.get_by_role("link", name="By browser").click()
    expect(page).to_have_url(re.compile(r"\?by=browser$"))
    expect(page.get_by_role("listitem").filter(has_text="Chrome")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_breaks_no_rule_of_its_csp_and_passes_axe(
    page: Page, front: Front, complaints: list[str], width: int, scheme: str
) -> None:
    front.view({f"/a-rather-long-path-that-would-not-fit/{n}": n for n in range(1, 12)})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    for address in (front.url, front.url + "/nothing-here"):
        page.goto(address)
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
    complaints[:] = [text for text in complaints if "404" not in text]


def test_the_theme_switch_wins_over_the_system_and_lasts(
    page: Page, front: Front, complaints: list[str]
) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(front.url)
    page.get_by_label("Theme").select_option("Dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(14, 17, 22)"
    page.reload()
    assert page.evaluate(background) == "rgb(14, 17, 22)"
    expect(page.get_by_label("Theme")).to_have_value("dark")


def test_copy_says_so_on_its_button(chromium: Browser, front: Front) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(front.url)
    page.get_by_role("button", name="Copy snippet").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == '<script async src="http://127.0.0.1:8001/s/demo-shop.js"></script>'
    context.close()


def test_without_scripts_the_numbers_stand_in_the_page(chromium: Browser, front: Front) -> None:
    front.view({"/": 3})
    context: BrowserContext = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(front.url)
    assert _counted(page) >= 3
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="Open the demo shop")).to_have_attribute("href", DEMO)
    context.close()


def test_a_web_app_that_went_away_is_said_and_the_numbers_stay(
    chromium: Browser, front: Front
) -> None:
    front.view({"/": 5})
    page = chromium.new_page()
    page.goto(front.url)
    before = _counted(page)
    page.route("**/now.json*", lambda route: route.abort())
    expect(page.get_by_role("alert")).to_contain_text("does not answer", timeout=UPDATE_MS)
    assert _counted(page) == before
    page.unroute("**/now.json*")
    expect(page.get_by_role("alert")).to_be_hidden(timeout=UPDATE_MS)
    page.close()


def test_prometheus_away_is_said_and_the_page_recovers_nothing_by_guessing(
    page: Page, tmp_path: Path
) -> None:
    with _demo(tmp_path, "http://127.0.0.1:1") as url:
        page.goto(url)
        expect(page.get_by_role("alert")).to_contain_text("Prometheus does not answer")
        expect(_total(page)).to_have_text("\N{EN DASH}")
        assert violations(page) == []


def test_nothing_yet_says_what_will_appear_and_the_next_step(
    page: Page, front: Front, complaints: list[str]
) -> None:
    page.goto(front.url)
    expect(_total(page)).to_have_text("0")
    expect(page.get_by_role("status").filter(has_text="nothing yet")).to_be_visible()
    expect(page.get_by_text("Views per minute will appear here.")).to_be_visible()
    assert violations(page) == []
