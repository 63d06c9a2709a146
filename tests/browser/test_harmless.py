"""Pages that make it hard: the tracker keeps counting where it can, and never harms them.

The `page` fixture fails a test in which anything was thrown into the page.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from codegen import html
from codegen.snippet import Options, snippet
from schemas.triggers import Custom, JsError
from tests.browser.conftest import PAGE, TOKEN
from tests.browser.servers import Answer, Endpoint, Site, event_names

PRIVACY_SIGNALS = (
    "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})",
    "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})",
)

FREEZE = """<script>
    for (const type of [Object, Array, Function, String, RegExp, Promise, Set, Uint8Array, Date, Error,
                        EventTarget, Event, Node, Document, Window, History, Location, Navigator,
                        Request, Response, Headers, Blob, Storage, URL])
        Object.freeze(type.prototype);
    Object.freeze(JSON); Object.freeze(Math); Object.freeze(Reflect);
</script>"""


def visit(page: Page, site: Site) -> None:
    page.goto(site.url + "/")
    page.wait_for_function("window.tally")


def test_frozen_prototypes_change_nothing(page: Page, endpoint: Endpoint, site: Site) -> None:
    site.pages["/"] = FREEZE + site.pages["/"]
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("""
        history.pushState({}, '', '/cart');
        tally.track('buy', {value: 3, properties: {plan: 'pro'}});
    """)
    beacons = endpoint.wait_for_event("buy")
    seen = [(beacon["page"]["url"], event_names(beacon)) for beacon in beacons]
    assert seen == [(site.url + "/", ["page_view"]), (site.url + "/cart", ["page_view", "buy"])]


def test_nothing_is_stored(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    endpoint.answers = [Answer(503)]
    visit(page, site)
    page.evaluate("tally.track('one'); history.pushState({}, '', '/cart')")
    endpoint.wait(3)
    page.evaluate("location.href = '/about'")
    endpoint.wait(4)
    page.wait_for_url(site.url + "/about")
    assert context.cookies() == []
    assert context.storage_state()["origins"] == []
    assert page.evaluate("""async () => [
        document.cookie, localStorage.length, sessionStorage.length, window.name,
        (await indexedDB.databases()).length, (await caches.keys()).length,
    ]""") == ["", 0, 0, "", 0, 0]


@pytest.mark.parametrize(
    "denial",
    [
        "throw new DOMException('denied', 'SecurityError')",
        "return null",
        "return undefined",
    ],
)
def test_denied_storage_changes_nothing(
    denial: str, context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])"
        f" Object.defineProperty(window, name, {{get() {{ {denial} }}}})"
    )
    visit(page, site)
    assert event_names(endpoint.wait(1)[0]) == ["page_view"]
    page.evaluate("tally.consent(false); tally.track('unheard'); tally.consent(true)")
    page.evaluate("tally.track('heard')")
    assert event_names(endpoint.wait(2)[1]) == ["heard"]


@pytest.mark.parametrize(
    "missing",
    [
        "delete window.fetch",
        "delete window.fetch; delete Request.prototype.keepalive;"
        " delete Navigator.prototype.sendBeacon",
        "delete window.Request",
        "window.fetch = () => { throw new Error('blocked') }",
        "window.fetch = () => undefined",
        "window.Blob = undefined",
    ],
)
def test_a_page_without_transport_does_not_notice(
    missing: str, context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script(missing)
    visit(page, site)
    page.evaluate("tally.track('one'); history.pushState({}, '', '/cart')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    page.wait_for_timeout(700)
    assert page.evaluate("[location.pathname, document.title]") == ["/cart", "Shop"]


def test_without_crypto_ids_are_still_ids(
    context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script("Object.defineProperty(window, 'crypto', {value: undefined})")
    visit(page, site)
    page.evaluate("history.pushState({}, '', '/cart')")
    first, second = endpoint.wait(2)
    assert len(first["id"]) >= 22
    assert first["id"] != second["id"]


def test_the_page_keeps_what_history_gives_and_throws(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    visit(page, site)
    assert page.evaluate("history.pushState({step: 1}, '', '/cart')") is None
    assert page.evaluate("history.state") == {"step": 1}
    raised = page.evaluate("""() => {
        try { history.pushState({}, '', 'https://elsewhere.example/'); } catch (e) { return e.name; }
    }""")
    assert raised == "SecurityError"
    # Other scripts may wrap in their turn.
    page.evaluate("""() => {
        const inner = history.pushState;
        history.pushState = function (...args) { window.wrapped = true; return inner.apply(this, args); };
        history.pushState({}, '', '/thanks');
    }""")
    assert page.evaluate("window.wrapped") is True
    urls = [beacon["page"]["url"] for beacon in endpoint.wait(3)]
    assert urls.count(site.url + "/thanks") == 1


def test_a_page_that_owns_the_name_keeps_it(page: Page, endpoint: Endpoint, site: Site) -> None:
    site.pages["/"] = "<script>window.tally = {mine: true}</script>" + site.pages["/"]
    page.goto(site.url + "/")
    assert event_names(endpoint.wait(1)[0]) == ["page_view"]
    assert page.evaluate("window.tally") == {"mine": True}


def test_odd_calls_neither_throw_nor_cost_other_events(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("""() => {
        tally.track(); tally.track(null); tally.track('Bad Name'); tally.track({}); tally.track(Symbol());
        tally.track('x'.repeat(65)); tally.track('line\\n');
        tally.track('odd', {
            value: NaN,
            properties: {
                ok: 'yes', count: 3, flag: false, Bad: 1, nothing: null, list: [1], nan: NaN, fn() {},
                ['__proto__']: 1, long: 'x'.repeat(9),
            },
        });
        tally.track('many', {
            value: 1e13,
            properties: Object.fromEntries(Array.from({length: 40}, (_, i) => ['p' + i, i])),
        });
        tally.track('throwing', {get value() { throw new Error('getter'); }});
        tally.track('null_details', null); tally.track('null_properties', {properties: null});
        tally.track('last', {value: -2.5});
    }""")
    (beacon,) = [found for found in endpoint.wait_for_event("last") if "odd" in event_names(found)]
    odd, many, null_details, null_properties, last = beacon["events"]
    assert odd["properties"] == {"ok": "yes", "count": 3, "flag": False, "long": "x" * 9}
    assert "value" not in odd
    assert "value" not in many
    assert len(many["properties"]) == 24
    assert null_details["name"] == "null_details"
    assert null_properties["name"] == "null_properties"
    assert (last["name"], last["value"]) == ("last", -2.5)


@pytest.mark.parametrize("form", ["inline", "hosted", "pinned"])
def test_each_form_works_under_the_csp_it_names(
    form: str, page: Page, endpoint: Endpoint, site: Site
) -> None:
    url = f"{endpoint.url}/api/v1/metrics"
    made = snippet(url, TOKEN, [])
    endpoint.scripts[f"/s/shop/{made.sha256}.js"] = made.javascript
    forms: dict[str, Callable[[], html.Form]] = {
        "inline": lambda: html.inline(made, url),
        "hosted": lambda: html.hosted(endpoint.url, "shop", url),
        "pinned": lambda: html.pinned(made, endpoint.url, "shop", url),
    }
    carried = forms[form]()
    site.pages["/"] = PAGE.format(carried.html)
    site.headers.update(
        {
            "Content-Security-Policy": (
                f"default-src 'none'; script-src {carried.csp.script_src};"
                f" connect-src {carried.csp.connect_src};"
                " require-trusted-types-for 'script'; trusted-types 'none'"
            ),
            "Referrer-Policy": "no-referrer",
        }
    )
    page.goto(site.url + "/")
    (beacon,) = endpoint.wait(1)
    assert event_names(beacon) == ["page_view"]
    assert endpoint.arrivals[0].headers["Origin"] == site.url


def test_a_csp_that_forbids_sending_harms_nobody(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    site.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {endpoint.url} 'unsafe-eval'"
    )
    visit(page, site)
    page.evaluate("history.pushState({}, '', '/cart')")
    page.wait_for_timeout(300)
    assert page.evaluate("location.pathname") == "/cart"
    assert endpoint.arrivals == []


def test_an_opted_out_visitor_is_not_counted_until_they_return(
    page: Page, endpoint: Endpoint, site: Site
) -> None:
    visit(page, site)
    endpoint.wait(1)
    page.evaluate("tally.track('unsent'); tally.consent(false); tally.track('unheard')")
    assert page.evaluate("Object.keys(localStorage)") == ["tally-opt-out"]
    visit(page, site)
    page.evaluate("tally.track('unheard')")
    page.evaluate("tally.consent(true)")
    assert page.evaluate("localStorage.length") == 0
    page.goto(site.url + "/about")
    beacons = endpoint.wait(2)
    assert [beacon["page"]["url"] for beacon in beacons] == [site.url + "/", site.url + "/about"]


@pytest.mark.parametrize("signal", PRIVACY_SIGNALS)
def test_a_privacy_signal_is_passed_on(
    signal: str, context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    context.add_init_script(signal)
    visit(page, site)
    (beacon,) = endpoint.wait(1)
    assert beacon["gpc"] is True


@pytest.mark.parametrize("signal", PRIVACY_SIGNALS)
def test_nothing_is_sent_of_who_asks_for_privacy_where_the_project_refuses_it(
    signal: str, context: BrowserContext, page: Page, endpoint: Endpoint, site: Site
) -> None:
    usual = endpoint.scripts["/s/shop.js"]
    address = f"{endpoint.url}/api/v1/metrics"
    endpoint.scripts["/s/shop.js"] = snippet(
        address, TOKEN, [JsError()], Options(gpc="refuse")
    ).javascript
    visit(page, site)
    endpoint.wait(1)
    context.add_init_script(signal)
    page.goto(site.url + "/about")
    page.evaluate("tally.track('unheard'); dispatchEvent(new ErrorEvent('error', {message: 'x'}))")
    endpoint.scripts["/s/shop.js"] = usual
    visit(page, site)
    heard = [(beacon["page"]["url"], beacon.get("gpc")) for beacon in endpoint.wait(2)]
    assert heard == [(site.url + "/", None), (site.url + "/", True)]


def test_an_automated_browser_says_so(browser: Browser, endpoint: Endpoint, site: Site) -> None:
    context = browser.new_context()
    context.new_page().goto(site.url + "/")
    (beacon,) = endpoint.wait(1)
    assert beacon["webdriver"] is True
    context.close()


def test_a_declared_event_is_sent_on_click(page: Page, endpoint: Endpoint, site: Site) -> None:
    made = snippet(f"{endpoint.url}/api/v1/metrics", TOKEN, [Custom("signup")])
    endpoint.scripts["/s/shop.js"] = made.javascript
    site.pages["/"] += "<button data-tally-event=signup><b>Sign up</b></button><button>No</button>"
    visit(page, site)
    page.click("text=No")
    page.click("b")
    beacons: list[Any] = endpoint.wait_for_event("signup")
    names = [name for beacon in beacons for name in event_names(beacon)]
    assert sorted(names) == ["page_view", "signup"]
