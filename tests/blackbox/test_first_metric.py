"""A stranger's first metric, by accessible names alone, on a real page of another origin; and what becomes
of that page when its key's secret, its signing version and the key itself go."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.blackbox.browsers import visitor
from tests.blackbox.site import Site, site
from tests.blackbox.stack import Stack, wait_for

PASSWORD = "lamp and larder by the harbour"
MOST_ACTIONS = 8


@dataclass
class Owner:
    """A person in a browser, who counts what they do."""

    page: Page
    actions: int = 0

    def fill(self, label: str, text: str) -> None:
        self.actions += 1
        self.page.get_by_label(label).fill(text)

    def press(self, name: str) -> None:
        self.actions += 1
        named = self.page.get_by_role("button", name=name, exact=True)
        named.or_(self.page.get_by_role("link", name=name, exact=True)).click()


@pytest.fixture
def shop() -> Iterator[Site]:
    with site() as running:
        yield running


def visit(chromium: Browser, origin: str) -> int:
    """Open a page of the site as a visitor; the collector's answer to its beacon."""
    with visitor(chromium) as page:
        answers: list[Response] = []
        page.on("response", lambda r: answers.append(r) if r.request.method == "POST" else None)
        page.goto(f"{origin}/first")
        wait_for("the beacon's answer", lambda: heard(page, answers))
        return answers[0].status


def heard(page: Page, answers: Sequence[object]) -> bool:
    """Whether there is an answer; the browser's events arrive while it is waited for."""
    page.wait_for_timeout(50)
    return bool(answers)


def api(stack: Stack, method: str, path: str, token: str = "", body: Any = None) -> Any:
    """The answer's JSON, None without a body."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{stack.web}/api/v1/{path}", data, headers, method=method)
    with urlopen(request, timeout=20) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def test_a_stranger_sees_the_first_point_of_their_own_metric_within_eight_actions(
    stack: Stack, chromium: Browser, shop: Site
) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    owner = Owner(context.new_page())
    owner.page.goto(stack.web)
    owner.fill("E-mail", f"first-{shop.server_port}@shop.test")
    owner.fill("Password", PASSWORD)
    owner.fill("Your website", shop.origin)
    owner.press("Create account")
    owner.press("I have stored it")
    owner.fill("Metric name", "shop_views_total")
    owner.press("Save metric")
    owner.press("Copy snippet")
    assert owner.actions <= MOST_ACTIONS

    shop.head = owner.page.evaluate("navigator.clipboard.readText()")
    stack.wait_until_definitions_count()
    assert visit(chromium, shop.origin) == 204
    expect(owner.page.get_by_role("heading", name="Waiting for the first event")).to_be_hidden(
        timeout=30_000
    )
    chart = owner.page.get_by_role("img", name="Line chart")
    # The page asks every few seconds, and draws a window once it was surely written.
    expect(chart.locator("canvas")).to_be_visible(timeout=30_000)
    wait_for("the first point to be drawn", lambda: drawn(owner.page) > 0, 30)
    assert stack.number("sum(shop_views_total)") == 1
    context.close()


def drawn(page: Page) -> int:
    """How many pixels of the chart show the colour of its first line."""
    return int(
        page.evaluate(
            """() => {
              const probe = document.body.appendChild(document.createElement("i"));
              probe.style.color = "var(--series-1)";
              const line = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
              const canvas = document.querySelector("[aria-label^='Line chart'] canvas");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              let found = 0;
              for (let i = 0; i < data.length; i += 4)
                if (data[i + 3] > 200 && line.every((part, j) => Math.abs(data[i + j] - part) < 8)) found++;
              return found;
            }"""
        )
    )


def test_what_ends_a_page_and_what_does_not(stack: Stack, chromium: Browser, shop: Site) -> None:
    account = {"email": f"keys-{shop.server_port}@shop.test", "password": PASSWORD}
    made = api(stack, "POST", "auth/signup", body={**account, "origin": shop.origin})
    token, project, key = made["token"], made["project"]["id"], made["api_key"]["id"]
    snippet = api(stack, "GET", f"projects/{project}/snippet", token)["html"]
    shop.head = snippet
    wait_for("the key to be known", lambda: visit(chromium, shop.origin) == 204)

    secret = api(stack, "POST", f"apikeys/{key}/rotate", token, {})["secret"]
    assert secret != made["api_key"]["secret"]
    time.sleep(2)
    assert visit(chromium, shop.origin) == 204, "rotating the secret never touches pages"

    api(stack, "POST", f"apikeys/{key}/signing-versions", token, {})
    renewed = api(stack, "GET", f"projects/{project}/snippet", token)["html"]
    assert renewed != snippet
    time.sleep(2)
    assert visit(chromium, shop.origin) == 204, "older tokens stay valid until they are retired"
    api(stack, "DELETE", f"apikeys/{key}/signing-versions/1", token)
    wait_for("the retired token to be refused", lambda: visit(chromium, shop.origin) == 403)
    shop.head = renewed
    assert visit(chromium, shop.origin) == 204

    with visitor(chromium) as page:
        # One page that is open already, so that nothing but the refusal takes time.
        page.goto(f"{shop.origin}/open")
        page.wait_for_load_state("networkidle")
        answers: list[int] = []
        page.on(
            "response", lambda r: answers.append(r.status) if r.request.method == "POST" else None
        )
        api(stack, "DELETE", f"apikeys/{key}", token)
        page.wait_for_timeout(2_000)
        page.evaluate(
            "tally.track('after_the_end'); dispatchEvent(new PageTransitionEvent('pagehide'))"
        )
        wait_for("the refusal", lambda: heard(page, answers))
    assert answers == [403]
    wait_for(
        "the key to be shown as revoked",
        lambda: api(stack, "GET", f"apikeys/{key}", token)["state"] == "revoked",
    )
