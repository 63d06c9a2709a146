"""Sources of labels: split by what?"""

from typing import Final

from schemas.definitions import LABEL_SOURCES

SOURCES: Final = {
    "path": "Path of the page",
    "host": "Host of the page",
    "referrer_domain": "Site the visit came from",
    "channel": "Channel of the visit",
    "utm_source": "Campaign source",
    "utm_medium": "Campaign medium",
    "utm_campaign": "Campaign name",
    "browser": "Browser",
    "os": "Operating system",
    "device": "Device",
    "country": "Country",
    "language": "Language",
    "screen": "Screen size",
    "source": "Page or server",
    "property": "A property of the event",
    "constant": "The same text always",
}


def offered_sources() -> dict[str, str]:
    """Sources of labels by what they are called."""
    return {k: v for k, v in SOURCES.items() if k in (*LABEL_SOURCES, "property", "constant")}
