"""Where a visit came from: referrer's domain, utm parameters and the channel they amount to.

They belong to the view on which the visit began, which the tracker sends along as `entry` when it was
another one.
"""

from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from publicsuffixlist import PublicSuffixList

from consumers.core.enrich.path import MAX_LABEL, host_of, split

_SUFFIXES: Final = PublicSuffixList()

_SEARCH: Final = frozenset(
    [
        "google",
        "bing",
        "duckduckgo",
        "yahoo",
        "ecosia",
        "baidu",
        "yandex",
        "qwant",
        "startpage",
        "brave",
    ]
)
_SOCIAL: Final = frozenset(
    [
        *("facebook", "instagram", "linkedin", "twitter", "t", "x", "reddit", "youtube", "tiktok"),
        *("pinterest", "mastodon", "bsky", "threads", "ycombinator", "lnkd", "fb"),
    ]
)
_PAID: Final = frozenset(
    ["cpc", "ppc", "cpm", "paid", "paidsearch", "paid_social", "display", "ads"]
)


@lru_cache(maxsize=16_384)
def domain_of(url: str) -> str:
    """The registrable domain of an address (news.bbc.co.uk -> bbc.co.uk), the host if it has none."""
    host = host_of(url).partition(":")[0]
    return str(_SUFFIXES.privatesuffix(host) or host)


@lru_cache(maxsize=65_536)
def utm_of(url: str, name: str) -> str:
    """The first utm parameter `name` (source, medium, campaign) of an address; "" if it has none."""
    parts = split(url)
    if parts is None:
        return ""
    found = (value for key, value in parse_qsl(parts.query) if key == f"utm_{name}")
    return next(found, "")[:MAX_LABEL]


@lru_cache(maxsize=65_536)
def channel_of(url: str, referrer: str) -> str:
    """paid, email, campaign, search, social, internal, referral or direct; the first that applies."""
    medium = utm_of(url, "medium").lower()
    if medium in _PAID:
        return "paid"
    if medium == "email":
        return "email"
    if medium or utm_of(url, "source"):
        return "campaign"
    return _by_referrer(host_of(url), referrer)


def _by_referrer(host: str, referrer: str) -> str:
    if not referrer:
        return "direct"
    if host_of(referrer) == host:
        return "internal"
    name = domain_of(referrer).partition(".")[0]
    if name in _SEARCH:
        return "search"
    return "social" if name in _SOCIAL else "referral"
