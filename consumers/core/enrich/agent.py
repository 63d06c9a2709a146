"""Browser, operating system, device class and bots, by the user agent.

ua-parser's families come and go with its monthly data; a label may not, so they are mapped to short
fixed lists. Anything else is "Other".
"""

import re
from functools import lru_cache
from typing import Final

from ua_parser import parse

from schemas.records.beacons import Beacon

REMEMBERED: Final = 16_384

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
_SYSTEMS: Final = {
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "iOS": "iOS",
    "Android": "Android",
    "Chrome OS": "ChromeOS",
    "Linux": "Linux",
    "Ubuntu": "Linux",
    "Debian": "Linux",
    "Fedora": "Linux",
}
_TABLET: Final = re.compile(r"iPad|Tablet|Android(?!.*Mobile)")
_PHONE: Final = re.compile(r"Mobi|iPhone|iPod")

# ua-parser knows crawlers that name themselves, not programs that fetch pages.
_BOT_TOKENS: Final = re.compile(
    "headless|bot|crawl|spider|curl|wget|python|aiohttp|httpx|go-http|java/|okhttp|libwww|phantomjs|"
    "scrapy|node-fetch|axios|lighthouse|pingdom|uptime|monitor"
)


@lru_cache(maxsize=REMEMBERED)
def browser_of(user_agent: str) -> str:
    """One of a short fixed list of browsers, "Other", or "" without a user agent."""
    if not user_agent:
        return ""
    family = parse(user_agent).user_agent
    return _BROWSERS.get(family.family, "Other") if family else "Other"


@lru_cache(maxsize=REMEMBERED)
def os_of(user_agent: str) -> str:
    """Windows, macOS, iOS, Android, ChromeOS, Linux, "Other", or "" without a user agent."""
    if not user_agent:
        return ""
    system = parse(user_agent).os
    return _SYSTEMS.get(system.family, "Other") if system else "Other"


@lru_cache(maxsize=REMEMBERED)
def device_of(user_agent: str) -> str:
    """phone, tablet or desktop; "" without a user agent."""
    if not user_agent:
        return ""
    if _TABLET.search(user_agent):
        return "tablet"
    return "phone" if _PHONE.search(user_agent) else "desktop"


@lru_cache(maxsize=REMEMBERED)
def is_bot(user_agent: str) -> bool:
    """Whether the user agent is a crawler's by ua-parser (device Spider) or by our own token list."""
    if _BOT_TOKENS.search(user_agent.lower()):
        return True
    device = parse(user_agent).device
    return device is not None and device.family == "Spider"


def is_from_bot(beacon: Beacon) -> bool:
    """Whether a program visited the page (law 9); beacons of servers are never judged."""
    return beacon.source == "browser" and (beacon.webdriver or is_bot(beacon.user_agent))
