"""A page that carries the fragments of some triggers, and the triggered events that arrived from it."""

from typing import Any

from playwright.sync_api import Page

from codegen.snippet import snippet
from schemas.triggers import Trigger, trigger_id
from tests.browser.conftest import TOKEN
from tests.browser.servers import Endpoint, Site


def carry(endpoint: Endpoint, *triggers: Trigger) -> None:
    made = snippet(f"{endpoint.url}/api/v1/metrics", TOKEN, triggers)
    endpoint.scripts["/s/shop.js"] = made.javascript


def visit(page: Page, site: Site, body: str) -> None:
    site.pages["/"] += body
    page.goto(site.url + "/")
    page.wait_for_function("window.tally")


def ids(*triggers: Trigger) -> list[str]:
    return sorted(trigger_id(trigger) for trigger in triggers)


def arrived(page: Page, endpoint: Endpoint) -> list[Any]:
    """Every triggered event so far, once one sent after them is there."""
    page.evaluate("tally.track('last')")
    return triggered(endpoint.wait_for_event("last"))


def triggered(beacons: list[Any]) -> list[Any]:
    return [event for beacon in beacons for event in beacon["events"] if "triggers" in event]
