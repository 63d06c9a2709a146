"""The entry points: bytes in, and nothing but a declared refusal or a record that a reader can decode."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from collector.limits import Limits, Rate
from collector.proofs import check_form, prove
from collector.refusals import Refusals
from collector.salts import Salts
from collector.urls import strip_url
from collector.wire import beacon_age, check_ages, check_events, decode
from schemas.beacon import MAX_TEXT, MAX_URL
from schemas.process.errors import Reject
from schemas.reasons import REASONS
from schemas.records import beacons, refused
from schemas.records.control import KeySecret
from schemas.records.salts import Salt
from tests.collector import samples
from tests.collector.samples import KEY, NOW_MS, PROJECT, RING

SERVER: Final = msgspec.structs.replace(
    KEY,
    id="server",
    public="tlk_server",
    scopes=("ingest:server",),
    secrets=(KeySecret(RING.encrypt(bytes(32))),),
)
PROXIED: Final = msgspec.structs.replace(
    KEY, id="proxied", scopes=("ingest:browser", "ingest:proxy")
)
MEMORY: Final = samples.memory(PROJECT, KEY, SERVER, PROXIED)
_SALTS: Final = Salts(RING)
_SALTS.put(Salt("2026-11-24", RING.encrypt(b"s" * 32)))
_LIMITS: Final = Limits(Rate(1e9, 1e9), Rate(1e9, 1e9))


def parsed(data: bytes) -> tuple[Mapping[bytes, bytes], bytes]:
    """Lines `name: value`, an empty line, and a body; a page's headers where none is given."""
    head, _, body = data.partition(b"\n\n")
    lines = [line.partition(b": ") for line in head.split(b"\n") if line]
    return {**samples.HEADERS, **{name.lower(): value for name, _, value in lines}}, body


def fuzz_decode(data: bytes) -> None:
    """What a body that is no beacon, or nearly one, may do."""
    try:
        wire = decode(data)
        check_events(wire.events, False)
        check_ages(wire.events, beacon_age(wire, NOW_MS))
    except Reject as reject:
        _declared(reject)
        return
    if wire.page is not None:
        assert strip_url(strip_url(wire.page.url)) == strip_url(wire.page.url)


def fuzz_credentials(data: bytes) -> None:
    """Tokens, signatures and secrets: whoever gets through holds one of the two keys."""
    headers, body = parsed(data)
    try:
        wire = decode(body)
        if wire.token:
            credential = MEMORY.verify(wire.token).credential
        else:
            check_form(wire, headers)
            credential = prove(wire, body, headers, MEMORY, NOW_MS)
    except Reject as reject:
        _declared(reject)
        return
    assert credential.key_id in (KEY.id, PROXIED.id, SERVER.id)


def fuzz_admission(data: bytes) -> None:
    """A whole request: what is accepted and what is told of a refusal, as their readers see it."""
    headers, body = parsed(data)
    told: list[bytes] = []
    refusals = Refusals(MEMORY, lambda _partition, _key, value: told.append(value), "c")
    try:
        accepted = samples.admit(body, headers, MEMORY, NOW_MS, "10.0.0.1", _LIMITS, _SALTS)
    except Reject as reject:
        _declared(reject)
        refusals.note(reject.code, reject, headers, NOW_MS)
        assert all(len(record.page) <= MAX_TEXT for record in map(_refusal, told))
        return
    _stored(accepted.record)


def _stored(record: beacons.Beacon) -> None:
    read = msgspec.json.decode(msgspec.json.encode(record), type=beacons.Record)
    assert read == record
    assert record.page is None or len(record.page.url) <= MAX_URL
    assert all(
        len(value) <= MAX_TEXT
        for event in record.events
        for value in event.properties.values()
        if isinstance(value, str)
    )


def _refusal(value: bytes) -> refused.Refusal:
    return msgspec.json.decode(value, type=refused.Refusal)


def _declared(reject: Reject) -> None:
    assert REASONS[reject.code].where == "collector"


ENTRIES: Final[dict[str, Callable[[bytes], None]]] = {
    "decode": fuzz_decode,
    "credentials": fuzz_credentials,
    "admission": fuzz_admission,
}
