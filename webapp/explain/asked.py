"""From what a person pasted to a beacon that could have been accepted."""

import re
from typing import Annotated, Final, Literal

import msgspec

from schemas.beacon import MAX_TEXT, Event, Page
from schemas.names import EVENT_NAMES, PROPERTY_NAMES
from schemas.records.beacons import Beacon

MOST_EVENTS: Final = 20
_PATH: Final = re.compile(r"(.*) - at `\$\.?(.*)`", re.DOTALL)
_INDEX: Final = re.compile(r"\[(\d+|\.\.\.)\]")

UserAgent = Annotated[str, msgspec.Meta(max_length=4 * MAX_TEXT)]
Country = Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{2})?$(?!\n)")]


class Asked(msgspec.Struct, frozen=True):
    """A beacon of the wire, of which id, token and key are passed over, and what a collector would add.

    What it adds is the asker's to choose: whose browser, from where, from a page or a server.
    """

    events: Annotated[tuple[Event, ...], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]
    page: Page | None = None
    source: Literal["browser", "server"] = "browser"
    user_agent: UserAgent = ""
    country: Country = ""
    webdriver: bool = False


class NotABeacon(Exception):
    """Reject: `message` says what is wrong at `path` (`events.0.name`)."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


def from_text(text: str) -> Asked:
    """What was pasted as JSON. Raises NotABeacon."""
    try:
        return _named(msgspec.json.decode(text, type=Asked))
    except msgspec.ValidationError as error:
        raise _fault(error) from None
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise NotABeacon("", "This is not JSON.") from None


def from_json(value: object) -> Asked:
    """What came as decoded JSON. Raises NotABeacon."""
    try:
        # JSON has one kind of number; Python's reader makes two of them.
        return _named(msgspec.convert(value, Asked, strict=True))
    except msgspec.ValidationError as error:
        raise _fault(error) from None
    except RecursionError:
        raise NotABeacon("", "This is nested too deeply.") from None


def as_beacon(asked: Asked, project_id: str, org: str, project: str, now_ms: int) -> Beacon:
    """The record that a collector would have written."""
    return Beacon(
        id="",
        project_id=project_id,
        org=org,
        project=project,
        key_id="",
        source=asked.source,
        received_at=now_ms,
        collector="",
        events=asked.events,
        page=asked.page,
        user_agent=asked.user_agent,
        country=asked.country,
        webdriver=asked.webdriver,
    )


def _named(asked: Asked) -> Asked:
    """What was asked, its names checked as the collector would."""
    for number, event in enumerate(asked.events):
        if not EVENT_NAMES.hold([event.name]):
            raise NotABeacon(f"events.{number}.name", "This is no name of an event.")
        if not PROPERTY_NAMES.hold(event.properties):
            raise NotABeacon(f"events.{number}.properties", "A name here is none of a property.")
    return asked


def _fault(error: msgspec.ValidationError) -> NotABeacon:
    """msgspec's words with its path as the API writes paths."""
    found = _PATH.fullmatch(str(error))
    if found is None:
        return NotABeacon("", f"{error}.")
    return NotABeacon(_INDEX.sub(r".\1", found[2]), f"{found[1]}.")
