"""Whatever comes in, admission answers with its own refusals and stores only what a reader can decode."""

import gzip
from typing import Any

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.beacon import MAX_TEXT, MAX_URL
from schemas.process.errors import Reject
from schemas.reasons import REASONS
from schemas.records import beacons
from schemas.records.beacons import Beacon
from tests.collector.samples import HEADERS, admit, body, memory, token

MEMORY = memory()

names = st.one_of(st.sampled_from(["page_view", "click", "a", "A", ""]), st.text(max_size=70))
numbers = st.one_of(st.integers(), st.floats())
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=400))
json = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
event = st.fixed_dictionaries(
    {"name": names},
    optional={
        "value": numbers,
        "properties": st.dictionaries(names, scalars, max_size=26),
        "triggers": st.lists(st.text(max_size=300), max_size=3),
        "age_ms": st.integers(-(2**60), 2**60),
    },
)
page = st.fixed_dictionaries(
    {},
    optional={
        "url": st.text(max_size=3000),
        "referrer": st.text(max_size=50),
        "width": json,
        "language": st.text(max_size=300),
        "timezone": st.text(max_size=50),
        "title": st.text(max_size=50),
        "entry": st.one_of(st.none(), st.fixed_dictionaries({"url": st.text(max_size=50)})),
    },
)
beacon = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["0123456789abcdefghijkl", "x"]),
        "token": st.one_of(st.just(token()), st.text(max_size=60)),
        "events": st.lists(event, max_size=4),
    },
    optional={
        "page": page,
        "age_ms": st.integers(-(2**54), 2**54),
        "created_at": st.one_of(st.text(max_size=40), st.datetimes().map(lambda d: f"{d}Z")),
        "gpc": json,
        "dropped": json,
        "client": json,
        "other": json,
    },
)
headers = st.dictionaries(
    st.sampled_from(
        [
            b"content-type",
            b"content-encoding",
            b"origin",
            b"user-agent",
            b"authorization",
            b"sec-gpc",
        ]
    ),
    st.one_of(st.binary(max_size=40), st.sampled_from([b"gzip", b"text/plain", b"1"])),
    max_size=4,
)


def decide(sent: bytes, changed: dict[bytes, bytes]) -> Beacon | None:
    """The record as a reader of the topic decodes it, or None for a declared refusal."""
    try:
        record = admit(sent, {**HEADERS, **changed}, MEMORY).record
    except Reject as reject:
        declared(reject)
        return None
    stored = msgspec.json.decode(msgspec.json.encode(record), type=beacons.Record)
    assert stored == record
    assert isinstance(stored, Beacon)
    return stored


def declared(reject: Reject) -> None:
    assert REASONS[reject.code].where == "collector"


@given(st.binary(max_size=300), headers)
@example(b"[" * 60_000, {})
@example(b'{"a":' * 12_000, {})
def test_arbitrary_bytes_never_raise(sent: bytes, changed: dict[bytes, bytes]) -> None:
    decide(sent, changed)
    decide(gzip.compress(sent), {**changed, b"content-encoding": b"gzip"})


@given(beacon, headers)
def test_anything_like_a_beacon_never_raises(sent: dict[str, Any], changed: Any) -> None:
    decide(msgspec.json.encode(sent), changed)


@given(st.integers(0, len(body()) - 1), st.binary(max_size=4))
def test_damaged_beacons_never_raise(at: int, damage: bytes) -> None:
    decide(body()[:at] + damage + body()[at + len(damage) :], {})


@given(page, st.text(max_size=400))
def test_what_is_accepted_is_within_its_limits(sent: dict[str, Any], value: str) -> None:
    sent.pop("width", None)
    stored = decide(body(page=sent, events=[{"name": "a", "properties": {"p": value}}]), {})
    assert stored is not None
    assert stored.page is not None
    assert stored.page.title == ""
    assert max(len(stored.page.url), len(stored.page.referrer)) <= MAX_URL
    assert max(len(stored.page.language), len(stored.page.timezone)) <= MAX_TEXT
    kept = stored.events[0].properties["p"]
    assert isinstance(kept, str)
    assert value.startswith(kept)
    assert len(kept) == min(len(value), MAX_TEXT)
