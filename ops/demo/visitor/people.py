"""Who visits: browsers as they introduce themselves, where people are and where they came from."""

import random
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Browser:
    """`width` is the screen's in CSS pixels; `share` weighs how often it is seen."""

    user_agent: str
    width: int
    share: int


@dataclass(frozen=True, slots=True)
class Person:
    """One visitor for the length of one visit; `referrer` is "" for those who typed the address."""

    user_agent: str
    width: int
    language: str
    timezone: str
    referrer: str


_WINDOWS: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
_MAC: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_ANDROID: Final = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
_IPHONE: Final = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) "
    "AppleWebKit/605.1.15 (KHTML, like Gecko)"
)
_IPAD: Final = (
    "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
)

BROWSERS: Final = (
    Browser(f"{_WINDOWS} Chrome/156.0.0.0 Safari/537.36", 1920, 22),
    Browser(
        f"{_MAC} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", 1512, 9
    ),
    Browser(f"{_ANDROID} Chrome/156.0.0.0 Mobile Safari/537.36", 412, 24),
    Browser(f"{_IPHONE} Version/26.1 Mobile/15E148 Safari/604.1", 390, 18),
    Browser(f"{_IPHONE} CriOS/156.0.8078.60 Mobile/15E148 Safari/604.1", 430, 2),
    Browser(f"{_IPAD} Version/26.1 Mobile/15E148 Safari/604.1", 820, 2),
    Browser(
        f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15", 1728, 7
    ),
    Browser(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0", 1536, 4
    ),
    Browser("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", 2560, 2),
    Browser("Mozilla/5.0 (Android 16; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", 412, 1),
    Browser(f"{_WINDOWS} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", 1920, 7),
    Browser(f"{_ANDROID} Chrome/155.0.0.0 Mobile Safari/537.36 EdgA/155.0.0.0", 384, 1),
    Browser(f"{_ANDROID} SamsungBrowser/29.0 Chrome/146.0.0.0 Mobile Safari/537.36", 384, 2),
)

# Language and IANA time zone, with how many of a hundred come from there.
_PLACES: Final = (
    ("nl-NL", "Europe/Amsterdam", 26),
    ("de-DE", "Europe/Berlin", 18),
    ("en-GB", "Europe/London", 14),
    ("en-US", "America/New_York", 13),
    ("fr-FR", "Europe/Paris", 9),
    ("es-ES", "Europe/Madrid", 6),
    ("da-DK", "Europe/Copenhagen", 4),
    ("en-US", "America/Los_Angeles", 4),
    ("ja-JP", "Asia/Tokyo", 3),
    ("pt-BR", "America/Sao_Paulo", 2),
    ("en-AU", "Australia/Sydney", 1),
)

_REFERRERS: Final = (
    ("", 42),
    ("https://www.google.com/", 30),
    ("https://duckduckgo.com/", 6),
    ("https://www.bing.com/", 5),
    ("https://www.instagram.com/", 6),
    ("https://www.pinterest.com/", 4),
    ("https://news.ycombinator.com/", 2),
    ("https://slow-kitchens.example/lamps-we-like", 5),
)


def draw(dice: random.Random) -> Person:
    """A person by the shares above; equal dice give equal people."""
    browser = dice.choices(BROWSERS, [browser.share for browser in BROWSERS])[0]
    language, timezone, _ = dice.choices(_PLACES, [place[2] for place in _PLACES])[0]
    referrer, _ = dice.choices(_REFERRERS, [source[1] for source in _REFERRERS])[0]
    return Person(browser.user_agent, browser.width, language, timezone, referrer)
