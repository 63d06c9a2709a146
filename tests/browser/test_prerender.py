"""A page that Chromium prepares before the visitor asks for it. (Chromium does not under Playwright.)"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.browsers import executable
from tests.browser.servers import Endpoint, Site, event_names

RULES = """<script type="speculationrules">
    {"prerender": [{"source": "list", "urls": ["/about"], "eagerness": "immediate"}]}
</script>
<a href="/about">About</a>
<script>
    // The link is followed once the test has seen the other page being prepared.
    const follow = async () => {
        if ((await fetch('/go')).ok) document.querySelector('a').click();
        else setTimeout(follow, 50);
    };
    addEventListener('load', follow);
</script>"""

PREPARED = """<script>
    const prerendered = document.prerendering;
    addEventListener('load', () => setTimeout(() => fetch('/prepared'), 300));
    document.addEventListener('prerenderingchange', () => setTimeout(() => {
        tally.track('activated', {properties: {prerendered}});
    }, 100));
</script>"""


@pytest.fixture
def visit(site: Site, tmp_path: Path) -> Iterator[None]:
    site.pages["/"] += RULES
    site.pages["/about"] += PREPARED
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [executable("chromium", "chromium-browser", "google-chrome"), "--headless=new"]
    profile = f"--user-data-dir={tmp_path}"
    browser = subprocess.Popen(
        [*command, *sandbox, "--no-first-run", profile, site.url + "/"], stderr=subprocess.DEVNULL
    )
    yield
    browser.terminate()
    browser.wait(20)


@pytest.mark.usefixtures("visit")
def test_a_prerendered_page_is_a_view_once_it_is_shown(endpoint: Endpoint, site: Site) -> None:
    site.wait_until_asked("/prepared")
    (first,) = endpoint.wait(1)
    assert len(endpoint.arrivals) == 1
    site.pages["/go"] = "yes"
    beacons = endpoint.wait_for_event("activated")
    seen = [
        (beacon["page"]["url"].removeprefix(site.url), name)
        for beacon in beacons
        for name in event_names(beacon)
    ]
    assert seen == [("/", "page_view"), ("/about", "page_view"), ("/about", "activated")]
    assert beacons[-1]["events"][-1]["properties"] == {"prerendered": True}
    assert first["page"]["url"] == site.url + "/"
