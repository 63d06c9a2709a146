"""May this beacon in? Pure: a request and memory in; an accepted record or Reject out.

The steps stand in the order of wire.md "Answers": first failure wins. Nothing but Reject is raised,
whatever the bytes.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, NamedTuple, Protocol

import msgspec

from collector.addresses import Proxies
from collector.content import beacon_bytes
from collector.credentials import Credential, Verified
from collector.names import MAX_NAME, is_property_name
from collector.proofs import Keys, check_form, is_server, prove
from collector.record import beacon_record
from collector.refused import Refused
from schemas.beacon import MAX_AGE_MS, MAX_LEAD_MS, Event, WireBeacon
from schemas.process.errors import Reject
from schemas.records.beacons import Beacon
from schemas.triggers import RESERVED_EVENT_NAMES

BROWSER_SCOPE: Final = "ingest:browser"
SERVER_SCOPE: Final = "ingest:server"

_DECODER: Final = msgspec.json.Decoder(WireBeacon)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_Rfc3339 = Annotated[datetime, msgspec.Meta(tz=True)]


class Memory(Keys, Protocol):
    """What is known of keys; `verify` raises Reject credential_unknown."""

    def verify(self, token: str) -> Verified: ...


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """A beacon that may be stored, and the partition of `beacons` it belongs to."""

    record: Beacon
    partition: int


class Post(NamedTuple):
    """One request: `headers` by lower-case name, `peer` the other end's address, `now_ms` Unix time."""

    body: bytes
    headers: Mapping[bytes, bytes]
    peer: str
    now_ms: int


class Admission:
    """Decides by `memory`; `proxies` tells whose address counts, `collector` is written into records."""

    def __init__(self, memory: Memory, proxies: Proxies, collector: str) -> None:
        self._memory = memory
        self._proxies = proxies
        self._collector = collector

    def admit(self, post: Post) -> Accepted:
        """Raises Refused with a code of schemas.reasons and what was known by then."""
        plain, headers, _, now_ms = post
        wire, verified = None, None
        try:
            plain = beacon_bytes(plain, headers)
            wire = decode(plain)
            verified = verify(wire, plain, headers, self._memory, now_ms)
            authorize(verified, wire, headers, now_ms)
            age_ms = beacon_age(wire, now_ms)
            check_ages(wire.events, age_ms)
        except Reject as reject:
            raise Refused(reject, plain, wire, verified.credential if verified else None) from None
        record = beacon_record(wire, verified, headers, age_ms, now_ms, self._collector)
        return Accepted(record, verified.credential.partition)


def verify(
    wire: WireBeacon, body: bytes, headers: Mapping[bytes, bytes], memory: Memory, now_ms: int
) -> Verified:
    """Whose beacon it is. Raises Reject with 400 for what cannot be a beacon of anybody, then with 401."""
    if wire.token:
        check_events(wire.events, False)
        return memory.verify(wire.token)
    check_form(wire, headers)
    check_events(wire.events, is_server(wire, headers))
    return Verified(prove(wire, body, headers, memory, now_ms))


def authorize(
    verified: Verified, wire: WireBeacon, headers: Mapping[bytes, bytes], now_ms: int
) -> None:
    """Whether its sender may send it. Raises Reject with 403."""
    permit(verified, BROWSER_SCOPE if wire.token else SERVER_SCOPE, now_ms)
    if wire.token:
        _check_origin(verified.credential, headers.get(b"origin"))


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
    """Raise Reject malformed for a property name, event_name_reserved for an automatic kind's name."""
    for event in events:
        for name in event.properties:
            if len(name) > MAX_NAME or not is_property_name(name):
                raise Reject("malformed", "property name")
        if event.name in RESERVED_EVENT_NAMES and (server or not event.triggers):
            raise Reject("event_name_reserved")


def permit(verified: Verified, scope: str, now_ms: int) -> None:
    """Raise Reject unless the key, its signing version and its scopes allow it."""
    credential = verified.credential
    if credential.revoked:
        raise Reject("key_revoked")
    if 0 < credential.expires_at <= now_ms:
        raise Reject("key_expired")
    if verified.retired:
        raise Reject("token_retired")
    if scope not in credential.scopes:
        raise Reject("scope_missing")


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


def _check_origin(credential: Credential, origin: bytes | None) -> None:
    if not origin:
        raise Reject("origin_missing")
    if not credential.origins.allow(origin):
        raise Reject("origin_not_allowed")


def _unix_ms(text: str) -> int:
    try:
        moment = msgspec.convert(text, _Rfc3339)
    except msgspec.ValidationError:
        raise Reject("malformed", "created_at") from None
    return int((moment - _EPOCH).total_seconds() * 1000)
