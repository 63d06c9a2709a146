"""When a page has an answer: the endpoint has sent it a moment before."""

from typing import Final

from playwright.sync_api import Page

from tests.browser.servers import Site

# Counts the answers that the page has heard, each once the tracker has seen it.
HEARD: Final = """{
    const { fetch } = window;
    window.heard = 0;
    const note = () => setTimeout(() => window.heard++);
    window.fetch = (...args) => {
        const answer = fetch(...args);
        answer.then(note, note);
        return answer;
    };
}"""


def visit(page: Page, site: Site) -> None:
    """Open the site's first page with `HEARD`, and wait for its tracker."""
    page.add_init_script(HEARD)
    page.goto(site.url + "/")
    page.wait_for_function("window.tally")


def wait_until_heard(page: Page, answers: int) -> None:
    """Until a page that began with `HEARD` has so many answers."""
    page.wait_for_function("(answers) => window.heard >= answers", arg=answers)
