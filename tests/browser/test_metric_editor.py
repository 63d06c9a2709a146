"""The metric editor in a real Chromium: it follows what is typed, tries beacons, works without scripts."""

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.metric_owner import Owner, SignedIn
from tests.webapp.axe import violations
from tests.webapp.hostile import TEXTS


def test_a_beacon_is_tried_while_one_types_and_follows_the_draft_until_it_is_changed(
    owner: Owner,
) -> None:
    page = owner.page
    owner.open("/metrics/new")
    page.evaluate("window.stays = true")
    sample = page.get_by_label("Beacon as JSON")
    said = page.get_by_role("status", name="What it would do")
    expect(said).to_contain_text("page_view /product/:id would count")
    expect(said).to_contain_text('path="/product/:id"')
    page.get_by_label("Each time").first.select_option("Your page says so")
    page.get_by_label("Event name").fill("signup")
    expect(sample).to_have_value(re.compile('"name": "signup"'))
    expect(said).to_contain_text("signup /product/:id would count")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Property", exact=True).fill("plan")
    page.get_by_label("Value", exact=True).fill("pro")
    expect(sample).to_have_value(re.compile('"plan": "pro"'))
    free = '{"events": [{"name": "signup", "properties": {"plan": "free"}}]}'
    sample.fill(free)
    expect(said).to_contain_text("would not: plan is free")
    page.get_by_label("Value", exact=True).fill("free")
    expect(said).to_contain_text("signup would count")
    expect(sample).to_have_value(free)
    assert violations(page) == []
    sample.fill("{")
    expect(page.get_by_text("This is not JSON.")).to_be_visible()
    expect(sample).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    for hostile in TEXTS:
        event = {"name": "signup", "properties": {"plan": hostile}}
        sample.fill(json.dumps({"events": [event]}))
        expect(sample).not_to_have_attribute("aria-invalid", "true")
    expect(said).to_contain_text("would not")
    assert page.evaluate("window.stays") is True


def test_rows_come_and_go_in_place_and_the_panel_follows(owner: Owner) -> None:
    page = owner.page
    owner.open("/metrics/new")
    panel = page.get_by_role("complementary", name="What this gives")
    expect(panel).to_contain_text("Counts how often a page is viewed, separately for each path.")
    page.evaluate("window.stays = true")
    kind = page.get_by_label("Each time").first
    expect(page.get_by_label("CSS selector")).to_be_hidden()
    kind.select_option("An element is clicked")
    page.get_by_label("CSS selector").fill("#buy <b>")
    expect(panel).to_contain_text("an element matching #buy <b> is clicked")
    page.get_by_role("button", name="Add another trigger").click()
    expect(page.get_by_label("Each time")).to_have_count(2)
    expect(panel).to_contain_text("or a page is viewed")
    page.get_by_role("button", name="Add a condition").click()
    expect(page.get_by_label("Property", exact=True)).to_be_focused()
    page.get_by_label("Property", exact=True).fill("plan")
    page.get_by_label("Value", exact=True).fill("pro")
    expect(panel).to_contain_text("if plan is pro")
    page.get_by_role("button", name="Remove trigger 1").click()
    expect(page.get_by_label("Each time")).to_have_count(1)
    expect(panel).to_contain_text("Counts how often a page is viewed, if plan is pro")
    page.get_by_label("Metric name").fill("views")
    expect(panel).to_contain_text("The name of a counter ends in _total.")
    assert page.evaluate("window.stays") is True
    page.get_by_role("button", name="Save metric").last.click()
    expect(page.get_by_label("Metric name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Property", exact=True)).to_have_value("plan")


def test_enter_in_a_field_saves_and_removes_no_row(owner: Owner) -> None:
    page = owner.page
    owner.open("/metrics/new")
    page.get_by_label("Description").press("Enter")
    expect(page.get_by_text("Saved. Counts from")).to_be_visible()
    expect(page.get_by_text("separately for each path")).to_be_visible()


def test_the_editor_works_without_scripts(
    chromium: Browser, prometheus: str, tmp_path: Path
) -> None:
    with SignedIn(chromium, prometheus, tmp_path, scripts=False) as found:
        page = found.page
        found.open("/metrics/new")
        page.get_by_label("Description").fill("Kept.")
        page.get_by_role("button", name="Add another trigger").click()
        page.get_by_label("Each time").nth(1).select_option("Your page says so")
        page.get_by_role("button", name="Show its fields").nth(1).click()
        page.get_by_role("textbox", name="Event name").fill("bought")
        page.get_by_role("button", name="Add a label").click()
        page.get_by_role("button", name="Remove label 1").click()
        page.get_by_label("Taken from").select_option("Browser")
        page.get_by_role("button", name="Renew this").click()
        expect(page.get_by_text("or a page sends the event bought")).to_be_visible()
        page.get_by_label("Beacon as JSON").fill('{"events": [{"name": "bought"}]}')
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_role("status", name="What it would do")).to_contain_text(
            "bought would count"
        )
        expect(page.get_by_label("Description")).to_have_value("Kept.")
        page.get_by_role("button", name="Save metric").last.click()
        expect(page.get_by_text("separately for each browser")).to_be_visible()
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete the metric").click()
        expect(page.get_by_role("link", name="Describe the first metric")).to_be_visible()
