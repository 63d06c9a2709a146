"""The beacon as it comes over the wire: POST /api/v1/metrics (wire.md).

Unknown fields are ignored. Bounds stand here, so that decoding refuses what is not within them; what is
known text and too long is truncated by the collector, never refused.
"""

import re
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas.names import EVENT_NAME, EVENT_NAMES, PROPERTY_NAMES

MAX_BODY_BYTES: Final = 64 * 1024
MAX_EVENTS: Final = 100
MAX_PROPERTIES: Final = 24
MAX_URL: Final = 2_048
MAX_TEXT: Final = 256
MAX_VALUE: Final = 1e12
MAX_AGE_MS: Final = 4 * 60 * 60 * 1000
MAX_LEAD_MS: Final = 5 * 60 * 1000

# See EVENT_NAME for the look-ahead.
BEACON_ID: Final = r"^[A-Za-z0-9_-]{22,64}$(?!\n)"
_BEACON_ID: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")

# A property is a string, a boolean or a finite number; bool before float, since msgspec is strict.
Scalar = bool | float | str

# JSON's grammar has no NaN or infinity (RFC 8259 section 6); bounding the value keeps sums finite.
Value = Annotated[float, Meta(ge=-MAX_VALUE, le=MAX_VALUE)]
AgeMs = Annotated[int, Meta(ge=-MAX_LEAD_MS * 1000, le=2**53)]


class Event(Struct, frozen=True, omit_defaults=True, gc=False):
    """Something that happened. `age_ms`: its age when the beacon was made. `value` is unitless here."""

    name: Annotated[str, Meta(extra_json_schema={"pattern": EVENT_NAME})]
    value: Value | None = None
    properties: Annotated[dict[str, Scalar], Meta(max_length=MAX_PROPERTIES)] = {}
    triggers: Annotated[tuple[str, ...], Meta(max_length=64)] = ()
    age_ms: AgeMs = 0


class Entry(Struct, frozen=True, omit_defaults=True, gc=False):
    """The view on which the visit began, when it was another one: channel and utm come from it."""

    url: str = ""
    referrer: str = ""


class Page(Struct, frozen=True, omit_defaults=True, gc=False):
    """The view an event happened on; sizes in CSS pixels, `timezone` an IANA name."""

    url: str = ""
    referrer: str = ""
    width: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    language: str = ""
    timezone: str = ""
    title: str = ""
    entry: Entry | None = None


class Client(Struct, frozen=True, omit_defaults=True, gc=False):
    """Whom a server's beacon is about; used for the visitor hash and dropped."""

    address: str = ""
    user_agent: str = ""


class WireBeacon(Struct, frozen=True, omit_defaults=True, gc=False):
    """One POST. Exactly one of `token` (browser) and `key` (signed server beacon) is expected."""

    id: Annotated[str, Meta(extra_json_schema={"pattern": BEACON_ID})]
    events: Annotated[tuple[Event, ...], Meta(min_length=1, max_length=MAX_EVENTS)]
    token: Annotated[str, Meta(max_length=512)] = ""
    key: Annotated[str, Meta(max_length=64)] = ""
    age_ms: AgeMs | None = None
    created_at: Annotated[str, Meta(max_length=64)] | None = None
    page: Page | None = None
    client: Client | None = None
    webdriver: bool = False
    gpc: bool = False
    dropped: Annotated[int, Meta(ge=0, le=2**53)] = 0

    def __post_init__(self) -> None:
        """Raises ValueError, which msgspec turns into its own, for names that are none.

        As `pattern` of the fields it would cost more than all the rest of decoding, and be asked again
        of every record that is read from Kafka.
        """
        if not _BEACON_ID.fullmatch(self.id):
            raise ValueError("id")
        if not EVENT_NAMES.hold([event.name for event in self.events]):
            raise ValueError("event name")
        for event in self.events:
            if not PROPERTY_NAMES.hold(event.properties):
                raise ValueError("property name")
