"""Law 10: what a beacon's context says, as short label values. Pure and the same for all time.

Answers are remembered in bounded tables, since a site has few pages and few browsers at a time.
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from ua_parser import parse

MAX_LABEL: Final = 256

_FOLDED: Final = (
    (re.compile(r"[0-9]+"), ":id"),
    (re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"), ":uuid"),
    (re.compile(r"(?=[^/]*[0-9])[0-9a-fA-F]{16,}"), ":hash"),
)

# ua-parser's families come and go with its monthly data; a label may not. Anything else is "Other".
_BROWSERS: Final = {
    "Chrome": "Chrome",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Chromium": "Chrome",
    "Firefox": "Firefox",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Safari": "Safari",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Edge": "Edge",
    "Edge Mobile": "Edge",
    "Opera": "Opera",
    "Opera Mobile": "Opera",
    "Samsung Internet": "Samsung Internet",
}

# ua-parser knows crawlers that name themselves, not programs that fetch pages.
_BOT_TOKENS: Final = re.compile(
    "headless|bot|crawl|spider|curl|wget|python|aiohttp|httpx|go-http|java/|okhttp|libwww|phantomjs|"
    "scrapy|node-fetch|axios|lighthouse|pingdom|uptime|monitor"
)


@lru_cache(maxsize=65_536)
def path_of(url: str) -> str:
    """The path of an address with numbers, UUIDs and hashes folded: /product/42 -> /product/:id.

    "/" for an address without a path, "" for none at all or one that cannot be parsed.
    """
    if not url:
        return ""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return "/".join(_fold(segment) for segment in (path or "/").split("/"))[:MAX_LABEL]


@lru_cache(maxsize=16_384)
def browser_of(user_agent: str) -> str:
    """One of a short fixed list of browsers, "Other", or "" without a user agent."""
    if not user_agent:
        return ""
    family = parse(user_agent).user_agent
    return _BROWSERS.get(family.family, "Other") if family else "Other"


@lru_cache(maxsize=16_384)
def is_bot(user_agent: str) -> bool:
    """Whether the user agent is a crawler's by ua-parser (device Spider) or by our own token list."""
    if _BOT_TOKENS.search(user_agent.lower()):
        return True
    device = parse(user_agent).device
    return device is not None and device.family == "Spider"


def _fold(segment: str) -> str:
    for pattern, placeholder in _FOLDED:
        if pattern.fullmatch(segment):
            return placeholder
    return segment
