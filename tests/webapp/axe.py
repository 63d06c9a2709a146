"""axe-core in a page: the accessibility rules that a machine can judge."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

_AXE: Final = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
_RUN: Final = """axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).then(
    (found) => found.violations.map((rule) => [rule.id, ...rule.nodes.map((node) => node.html)]))"""


def violations(page: Page) -> list[list[str]]:
    """Each broken rule of WCAG 2.1 A and AA with the elements that break it; [] when none is."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[list[str]] = page.evaluate(_RUN)
    return found
