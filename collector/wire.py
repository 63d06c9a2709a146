"""What a beacon says for itself: is it one, are its names its own, how old is it? Pure."""

from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec

from schemas.beacon import MAX_AGE_MS, MAX_LEAD_MS, Event, WireBeacon
from schemas.process.errors import Reject
from schemas.triggers import RESERVED_EVENT_NAMES

_DECODER: Final = msgspec.json.Decoder(WireBeacon)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_Rfc3339 = Annotated[datetime, msgspec.Meta(tz=True)]


def decode(body: bytes) -> WireBeacon:
    """The beacon as its schema has it. Raises Reject malformed."""
    try:
        if not body.isascii():
            body.decode()  # RFC 8259 section 8.1; msgspec looks only at the strings it keeps
        wire = _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Reject("malformed", str(error)) from None
    if wire.token and wire.key:
        raise Reject("malformed", "token and key")
    return wire


def check_events(events: tuple[Event, ...], server: bool) -> None:
    """Raise Reject event_name_reserved for an automatic kind's name."""
    for event in events:
        if event.name in RESERVED_EVENT_NAMES and (server or not event.triggers):
            raise Reject("event_name_reserved")


def beacon_age(wire: WireBeacon, now_ms: int) -> int:
    """Milliseconds since the beacon was made: `age_ms`, else by `created_at`, else 0.

    `age_ms` wins, since it does not depend on the sender's clock. Raises Reject malformed.
    """
    if wire.age_ms is not None:
        return wire.age_ms
    if wire.created_at is None:
        return 0
    return now_ms - _unix_ms(wire.created_at)


def check_ages(events: tuple[Event, ...], age_ms: int) -> None:
    """Raise Reject stale or future when the beacon, or one of its events, is too old or too far ahead."""
    oldest = newest = 0
    for event in events:
        if event.age_ms > oldest:
            oldest = event.age_ms
        elif event.age_ms < newest:
            newest = event.age_ms
    if age_ms + oldest > MAX_AGE_MS:
        raise Reject("stale")
    if age_ms + newest < -MAX_LEAD_MS:
        raise Reject("future")


def _unix_ms(text: str) -> int:
    try:
        moment = msgspec.convert(text, _Rfc3339)
    except msgspec.ValidationError:
        raise Reject("malformed", "created_at") from None
    return int((moment - _EPOCH).total_seconds() * 1000)
