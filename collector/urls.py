"""What may stay of a URL that a visitor's browser sent: where, and which campaign; nothing else."""

import re
from typing import Final

# Whole parameters named utm_*, ref or source. A value ends at a second "?" too: that is how a badly
# joined URL carries another query inside a value that is kept.
_CAMPAIGN: Final = re.compile(r"(?<![^&])(?:utm_[^&=?]*|ref|source)(?:=[^&?]*)?(?=[&?]|$)")

# WHATWG URL, "basic URL parser": leading C0 control or space is dropped, tab and newline anywhere.
_LEADING: Final = "".join(map(chr, range(0x21)))
_DROPPED: Final = str.maketrans("", "", "\t\n\r")
# A scheme and any number of slashes of either kind, or a protocol-relative start; then the authority.
_AUTHORITY: Final = re.compile(
    r"(?P<head>[A-Za-z][A-Za-z0-9+.-]*:[/\\]*|[/\\]{2,})(?P<host>[^/\\]*)"
)


def strip_url(url: str) -> str:
    """`url` without fragment, userinfo and every query parameter but utm_*, ref and source (wire.md).

    Relative and malformed URLs are text like any other: nothing is raised, nothing is resolved.
    """
    if "?" not in url and "#" not in url and "@" not in url:
        return url
    place, _, query = url.partition("#")[0].partition("?")
    if "@" in place:
        place = _without_userinfo(place)
    kept = "&".join(_CAMPAIGN.findall(query)) if query else ""
    return f"{place}?{kept}" if kept else place


def _without_userinfo(place: str) -> str:
    clean = place.lstrip(_LEADING).translate(_DROPPED)
    # What is left may begin with another one, where nothing stood behind the first (a:x@/y@b).
    while (found := _AUTHORITY.match(clean)) and "@" in found["host"]:
        host = found["host"].rpartition("@")[2]
        clean = f"{found['head']}{host}{clean[found.end() :]}"
    return clean
