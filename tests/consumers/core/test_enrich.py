import pytest

from consumers.core.enrich.agent import browser_of, is_bot
from consumers.core.enrich.path import path_of

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://shop.test", "/"),
        ("https://shop.test/", "/"),
        ("https://shop.test/product/42?utm_source=x#top", "/product/:id"),
        ("https://shop.test/o/3f2504e0-4f89-11d3-9a0c-0305e82c3301/", "/o/:uuid/"),
        ("https://shop.test/c/9f86d081884c7d659a2feaa0c55ad015", "/c/:hash"),
        ("https://shop.test/effaced-facade", "/effaced-facade"),
        ("/product/7", "/product/:id"),
        ("", ""),
        ("https://[broken", ""),
        ("https://shop.test/" + "x" * 3000, "/" + "x" * 255),
    ],
)
def test_a_path_is_short_and_folded(url: str, path: str) -> None:
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("user_agent", "browser"),
    [
        (CHROME, "Chrome"),
        (CHROME + " Edg/156.0.0.0", "Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
            "Safari",
        ),
        ("something of its own", "Other"),
        ("", ""),
    ],
)
def test_a_browser_is_one_of_a_short_list(user_agent: str, browser: str) -> None:
    assert browser_of(user_agent) == browser


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        CHROME.replace("Chrome/", "HeadlessChrome/"),
        "curl/8.5.0",
        "python-requests/2.32",
        "Go-http-client/2.0",
    ],
)
def test_programs_are_bots(user_agent: str) -> None:
    assert is_bot(user_agent)


def test_a_browser_is_no_bot() -> None:
    assert not is_bot(CHROME)
    assert not is_bot("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0")
