"""The path of a page's address, with what differs from visitor to visitor folded."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

MAX_LABEL: Final = 256

_FOLDED: Final = (
    (re.compile(r"[0-9]+"), ":id"),
    (re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"), ":uuid"),
    (re.compile(r"(?=[^/]*[0-9])[0-9a-fA-F]{16,}"), ":hash"),
)


@lru_cache(maxsize=65_536)
def path_of(url: str) -> str:
    """The path of an address with numbers, UUIDs and hashes folded: /product/42 -> /product/:id.

    "/" for an address without a path, "" for none at all or one that cannot be parsed.
    """
    parts = split(url)
    if parts is None:
        return ""
    return "/".join(_fold(segment) for segment in (parts.path or "/").split("/"))[:MAX_LABEL]


@lru_cache(maxsize=65_536)
def host_of(url: str) -> str:
    """The host of an address, lower case, with its port if it names one; "" if none."""
    parts = split(url)
    return parts.netloc.rpartition("@")[2].lower()[:MAX_LABEL] if parts else ""


def split(url: str) -> SplitResult | None:
    """The parts of an address, None for none at all or one that cannot be parsed."""
    if not url:
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _fold(segment: str) -> str:
    for pattern, placeholder in _FOLDED:
        if pattern.fullmatch(segment):
            return placeholder
    return segment
