"""Label sources: how each is read from a beacon or, for properties, from an event.

`context_of` names what the sources of a beacon look at: beacons alike in that share their series.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

from consumers.core.enrich.agent import browser_of, device_of, os_of
from consumers.core.enrich.path import MAX_LABEL, host_of, path_of
from consumers.core.enrich.visit import channel_of, domain_of, utm_of
from consumers.core.enrich.visitor import country_of, language_of, screen_of
from schemas.beacon import Entry, Event, Page
from schemas.definitions import Label, text_of
from schemas.records.beacons import Beacon

NO_PAGE: Final = Page()
OTHER_VALUE: Final = "__other__"

Read = Callable[[Beacon, Event], str]


def _page(beacon: Beacon) -> Page:
    return beacon.page or NO_PAGE


def _entry(beacon: Beacon) -> Entry:
    page = _page(beacon)
    return page.entry or Entry(page.url, page.referrer)


CONTEXT: Final[dict[str, Callable[[Beacon], str]]] = {
    "org": lambda b: b.org,
    "project": lambda b: b.project,
    "path": lambda b: path_of(_page(b).url),
    "host": lambda b: host_of(_page(b).url),
    "referrer_domain": lambda b: domain_of(_entry(b).referrer),
    "channel": lambda b: channel_of(_entry(b).url, _entry(b).referrer),
    "utm_source": lambda b: utm_of(_entry(b).url, "source"),
    "utm_medium": lambda b: utm_of(_entry(b).url, "medium"),
    "utm_campaign": lambda b: utm_of(_entry(b).url, "campaign"),
    "browser": lambda b: browser_of(b.user_agent),
    "os": lambda b: os_of(b.user_agent),
    "device": lambda b: device_of(b.user_agent),
    "country": lambda b: country_of(b.country, _page(b).timezone),
    "language": lambda b: language_of(_page(b).language),
    "screen": lambda b: screen_of(_page(b).width),
    "source": lambda b: b.source,
}
_OF_PAGE: Final = {
    "path": ("url",),
    "host": ("url",),
    "country": ("timezone",),
    "language": ("language",),
    "screen": ("width",),
    **dict.fromkeys(
        ["referrer_domain", "channel", "utm_source", "utm_medium", "utm_campaign"],
        ("url", "referrer", "entry"),
    ),
}
_OF_BEACON: Final = {
    **dict.fromkeys(["browser", "os", "device"], ("user_agent",)),
    "country": ("country",),
    "source": ("source",),
}


def reader(label: Label) -> Read:
    """How to read the label's value; an unlisted value becomes `__other__` where a list is given."""
    read = _reader(label.source)
    if not label.allow:
        return read
    allowed = frozenset(label.allow)

    def listed(beacon: Beacon, event: Event) -> str:
        value = read(beacon, event)
        return value if not value or value in allowed else OTHER_VALUE

    return listed


def _reader(source: str) -> Read:
    kind, _, rest = source.partition(":")
    if kind == "constant":
        return lambda _beacon, _event: rest
    if kind == "property":
        return lambda _beacon, event: property_text(event, rest)
    of_context = CONTEXT[source]
    return lambda beacon, _event: of_context(beacon)


def property_text(event: Event, name: str) -> str:
    """A property as text, "" when it is missing."""
    value = event.properties.get(name)
    return "" if value is None else text_of(value)[:MAX_LABEL]


def is_of_event(label: Label) -> bool:
    """Whether the value differs between events of one beacon."""
    return label.source.startswith("property:")


def context_of(sources: set[str]) -> Callable[[Beacon], Any]:
    """A function of a beacon to something hashable, equal for beacons that `sources` read alike."""
    beacon_fields = sorted({f for s in sources for f in _OF_BEACON.get(s, ())} | {"org", "project"})
    page_fields = sorted({f for s in sources for f in _OF_PAGE.get(s, ())} | {"url"})
    without_page = attrgetter(*beacon_fields)
    with_page = attrgetter(*beacon_fields, *(f"page.{field}" for field in page_fields))
    return lambda beacon: with_page(beacon) if beacon.page else without_page(beacon)
