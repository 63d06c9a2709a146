"""The record of an accepted beacon: the wire's beacon, cleaned and cut to size, plus who sent it."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from collector.credentials import Verified
from collector.shorten import Texts, is_long, shortened
from collector.urls import strip_url
from schemas.beacon import Page, WireBeacon
from schemas.records.beacons import Beacon


class Added(NamedTuple):
    """What the collector alone knows of a beacon; `visitor` and `salt_day` are empty together."""

    collector: str
    user_agent: str
    gpc: bool
    visitor: str = ""
    salt_day: str = ""
    country: str = ""


def beacon_record(
    wire: WireBeacon,
    verified: Verified,
    age_ms: int,
    now_ms: int,
    added: Added,
) -> Beacon:
    """What goes to topic `beacons`: from a browser with a token, else from a server.

    Of `client` only the user agent is kept. The page's title is dropped: no project setting allows it yet.
    """
    credential = verified.credential
    page = None if wire.page is None else clean_page(wire.page)
    agent = added.user_agent
    events, cut = wire.events, 0
    if is_long(events, page, agent):
        (events, page, agent), cut = shortened(Texts(events, page, agent))
    # In the order of the fields, to which others are only appended: names cost four times as much.
    return Beacon(
        wire.id,
        credential.project_id,
        credential.org,
        credential.project,
        credential.key_id,
        "browser" if wire.token else "server",
        now_ms,
        added.collector,
        events,
        page,
        agent,
        added.visitor,
        added.salt_day,
        added.country,
        wire.webdriver,
        added.gpc,
        wire.dropped,
        cut,
        age_ms,
        verified.snippet_version,
    )


def user_agent(wire: WireBeacon, headers: Mapping[bytes, bytes]) -> str:
    """The visitor's. A server speaks for its visitor: its own would name the program that sends."""
    if wire.token:
        return headers.get(b"user-agent", b"").decode("utf-8", "replace")
    return "" if wire.client is None else wire.client.user_agent


def asks_privacy(wire: WireBeacon, headers: Mapping[bytes, bytes]) -> bool:
    """Global Privacy Control or Do Not Track, by the script's word or by the browser's headers."""
    return wire.gpc or headers.get(b"sec-gpc") == b"1" or headers.get(b"dnt") == b"1"


def clean_page(page: Page) -> Page:
    """The page without title and with clean URLs; the same object when nothing had to go."""
    url, referrer, entry = strip_url(page.url), strip_url(page.referrer), page.entry
    if url is page.url and referrer is page.referrer and entry is None and not page.title:
        return page
    if entry is not None:
        entry = msgspec.structs.replace(
            entry, url=strip_url(entry.url), referrer=strip_url(entry.referrer)
        )
    return Page(url, referrer, page.width, page.language, page.timezone, "", entry)
