"""Every code that admission can answer, and what is accepted."""

import gzip
from typing import Any

import msgspec
import pytest

from schemas.partitioning import partition_of
from schemas.process.errors import Reject
from schemas.reasons import REASONS
from schemas.records.beacons import Beacon
from tests.collector.samples import (
    HEADERS,
    HOUR_MS,
    KEY,
    NOW_MS,
    PARTITIONS,
    PROJECT,
    RING,
    SIGNING_KEY,
    admit,
    beacon,
    body,
    changed,
    events,
    memory,
    token,
)

replace = msgspec.structs.replace
CLICK = {"name": "click", "triggers": ["q3x7k2m4aa"]}
REVOKED = replace(KEY, id="revoked", revoked=True)
EXPIRED = replace(KEY, id="expired", expires_at=NOW_MS)
RETIRED = replace(
    KEY, id="retired", signing_versions=(replace(KEY.signing_versions[0], retired=True),)
)
UNSCOPED = replace(KEY, id="unscoped", scopes=("ingest:server",))
FOREIGN = replace(
    KEY, id="foreign", signing_versions=(replace(KEY.signing_versions[0], key="not on the ring"),)
)
MEMORY = memory(PROJECT, KEY, REVOKED, EXPIRED, RETIRED, UNSCOPED, FOREIGN)


def accept(sent: bytes, **headers: bytes | None) -> Beacon:
    return admit(sent, changed(headers), MEMORY).record


def code_of(sent: bytes, **headers: bytes | None) -> str:
    with pytest.raises(Reject) as refused:
        accept(sent, **headers)
    assert refused.value.code in REASONS
    return refused.value.code


def nested(depth: int) -> bytes:
    return events({"name": "a"})[:-1] + b',"x":' + b"[" * depth + b"]" * depth + b"}"


def raw_event(text: str) -> bytes:
    return body(events=msgspec.Raw(f"[{text}]".encode()))


MALFORMED = {
    "empty": b"",
    "not JSON": b"<beacon/>",
    "null": b"null",
    "a list": b"[]",
    "an empty object": b"{}",
    "text after it": body() + b"x",
    "byte order mark": b"\xef\xbb\xbf" + body(),
    "UTF-16": body().decode().encode("utf-16"),
    "invalid UTF-8": body(page={"language": "x"}).replace(b'"x"', b'"\xff"'),
    "invalid UTF-8 in an unknown field": body(other="x").replace(b'"x"', b'"\xff"'),
    "lone surrogate": raw_event(r'{"name":"a","properties":{"p":"\ud800"}}'),
    "NaN": raw_event('{"name":"a","value":NaN}'),
    "Infinity": raw_event('{"name":"a","value":-Infinity}'),
    "too large a value": raw_event('{"name":"a","value":1000000000001}'),
    "too small a value": raw_event('{"name":"a","value":-1e13}'),
    "infinite by exponent": raw_event('{"name":"a","value":1e999}'),
    "huge integer": raw_event('{"name":"a","value":%s}' % ("9" * 5000)),
    "huge age": body(age_ms=msgspec.Raw(b"9" * 400)),
    "fractional age": body(age_ms=0.5),
    "text as value": raw_event('{"name":"a","value":"1"}'),
    "boolean as value": raw_event('{"name":"a","value":true}'),
    "deep nesting": nested(30_000),
    "no id": body(id=None),
    "short id": body(id="a" * 21),
    "long id": body(id="a" * 65),
    "id with a newline": body(id="a" * 22 + "\n"),
    "id with a slash": body(id="a" * 21 + "/"),
    "id as a number": body(id=10**25),
    "no events": body(events=None),
    "no event": events(),
    "101 events": events(*[{"name": "a"}] * 101),
    "event without a name": events({}),
    "empty name": events({"name": ""}),
    "long name": events({"name": "a" * 65}),
    "name with a capital": events({"name": "Order"}),
    "name with a newline": events({"name": "order\n"}),
    "25 properties": events({"name": "a", "properties": {f"p{n}": 1 for n in range(25)}}),
    "property with a capital": events({"name": "a", "properties": {"Plan": 1}}),
    "property with a newline": events({"name": "a", "properties": {"plan\n": 1}}),
    "property with a dot": events({"name": "a", "properties": {"a.b": 1}}),
    "long property name": events({"name": "a", "properties": {"a" * 65: 1}}),
    "empty property name": events({"name": "a", "properties": {"": 1}}),
    "null property": events({"name": "a", "properties": {"plan": None}}),
    "list property": events({"name": "a", "properties": {"plan": []}}),
    "object property": events({"name": "a", "properties": {"plan": {}}}),
    "properties as a list": events({"name": "a", "properties": []}),
    "infinite property": raw_event('{"name":"a","properties":{"p":1e999}}'),
    "trigger as a number": events({"name": "a", "triggers": [1]}),
    "page as text": body(page="https://shop.test"),
    "negative width": body(page={"width": -1}),
    "token as a number": body(token=1),
    "long token": body(token="x" * 513),
    "token and key": body(key="tlk_x"),
    "created_at that is no time": body(created_at="yesterday"),
    "created_at without a zone": body(created_at="2026-11-24T00:00:00"),
    "created_at as a number": body(created_at=1),
    "dropped below zero": body(dropped=-1),
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed(sent: bytes) -> None:
    assert code_of(sent) == "malformed"


REFUSED: dict[str, tuple[bytes, dict[str, bytes | None]]] = {
    "too_large": (b"x" * 65_537, {}),
    "unsupported_media_type": (body(), {"content_type": b"image/png"}),
    "event_name_reserved": (events({"name": "click"}), {}),
    "credential_missing": (body(token=None), {}),
    "credential_unknown": (body(token="key1.1.c0ffee.forged"), {}),
    "key_revoked": (body(token=token("revoked")), {}),
    "key_expired": (body(token=token("expired")), {}),
    "token_retired": (body(token=token("retired")), {}),
    "scope_missing": (body(token=token("unscoped")), {}),
    "origin_missing": (body(), {"origin": None}),
    "origin_not_allowed": (body(), {"origin": b"https://evil.test"}),
    "stale": (body(age_ms=4 * HOUR_MS + 1), {}),
    "future": (body(age_ms=-300_001), {}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_each_code_has_its_fault(code: str) -> None:
    sent, headers = REFUSED[code]
    assert code_of(sent, **headers) == code


@pytest.mark.parametrize(
    ("code", "sent", "headers"),
    [
        ("malformed", body(id="x", token="forged"), {}),
        ("malformed", body(id="x"), {"origin": None}),
        ("event_name_reserved", body(token="forged", events=[{"name": "click"}]), {}),
        ("credential_unknown", body(token="forged"), {"origin": None}),
        ("key_revoked", body(token=token("revoked")), {"origin": None}),
        ("scope_missing", body(token=token("unscoped")), {"origin": None}),
        ("origin_not_allowed", body(age_ms=5 * HOUR_MS), {"origin": b"null"}),
        ("unsupported_media_type", b"no JSON", {"content_type": b"image/png"}),
    ],
)
def test_first_failure_wins(code: str, sent: bytes, headers: dict[str, bytes | None]) -> None:
    assert code_of(sent, **headers) == code


@pytest.mark.parametrize(
    ("sent", "headers", "code"),
    [
        (body(token=None), {}, "credential_missing"),
        (body(token=""), {}, "credential_missing"),
        (body(token=None, key="tlk_x"), {}, "credential_missing"),
        (body(token=None), {"authorization": b"Bearer tlk_x.whsec_y"}, "credential_unknown"),
        (body(token=None, key="tlk_x", events=[CLICK]), {}, "event_name_reserved"),
        (body(token=None, events=[CLICK]), {}, "credential_missing"),
        (body(token=token("foreign")), {}, "credential_unknown"),
    ],
)
def test_what_comes_without_a_token_that_holds(
    sent: bytes, headers: dict[str, bytes | None], code: str
) -> None:
    assert code_of(sent, **headers) == code


def test_an_automatic_event_comes_with_its_triggers_and_page_view_without() -> None:
    record = accept(events(CLICK, {"name": "page_view"}))
    assert [event.name for event in record.events] == ["click", "page_view"]


@pytest.mark.parametrize(
    "fields",
    [
        {"age_ms": 4 * HOUR_MS},
        {"age_ms": -300_000},
        {"created_at": "2026-11-23T20:00:00Z"},
        {"created_at": "2026-11-24T01:05:00.000+01:00"},
        {"created_at": "2020-01-01T00:00:00Z", "age_ms": 0},
        {"events": [{"name": "a", "age_ms": 4 * HOUR_MS}]},
        {"age_ms": 600_000, "events": [{"name": "a", "age_ms": -900_000}]},
    ],
)
def test_young_enough(fields: dict[str, Any]) -> None:
    accept(body(**fields))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"created_at": "2026-11-23T19:59:59.999Z"}, "stale"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "stale"),
        ({"created_at": "2026-11-24T00:05:00.001Z"}, "future"),
        ({"created_at": "9999-12-31T23:59:59-12:00"}, "future"),
        ({"age_ms": HOUR_MS, "events": [{"name": "a", "age_ms": 3 * HOUR_MS + 1}]}, "stale"),
        ({"events": [{"name": "a"}, {"name": "a", "age_ms": -300_001}]}, "future"),
    ],
)
def test_too_old_or_too_far_ahead(fields: dict[str, Any], code: str) -> None:
    assert code_of(body(**fields)) == code


def test_the_record_says_who_sent_it_and_never_how_it_was_authenticated() -> None:
    accepted = admit(body(), HEADERS, MEMORY)
    record = accepted.record
    assert accepted.partition == partition_of(PROJECT.id, PARTITIONS)
    assert (record.project_id, record.org, record.project) == (PROJECT.id, "acme", "shop")
    assert (record.key_id, record.source, record.snippet_version) == ("key1", "browser", "c0ffee")
    assert (record.received_at, record.collector) == (NOW_MS, "collector-test")
    assert record.user_agent == HEADERS[b"user-agent"].decode()
    assert token().encode() not in msgspec.json.encode(record)
    assert SIGNING_KEY not in msgspec.json.encode(record)


def test_the_record_keeps_what_was_sent() -> None:
    sent = {"name": "order_paid", "value": 12.5, "properties": {"plan": "pro", "n": 2, "ok": True}}
    record = accept(events(sent, {"name": "a", "age_ms": 800}))
    assert msgspec.to_builtins(record.events) == (sent, {"name": "a", "age_ms": 800})
    assert accept(body(age_ms=7, dropped=3, webdriver=True)).age_ms == 7


def test_the_body_cannot_choose_its_source_or_its_project() -> None:
    record = accept(body(source="server", project_id="other", key_id="other", kind="tick"))
    assert (record.source, record.project_id, record.key_id) == ("browser", PROJECT.id, "key1")


def test_duplicate_keys_are_harmless_and_the_last_one_counts() -> None:
    twice = body()[:-1] + b',"dropped":1,"dropped":2}'
    assert accept(twice).dropped == 2


def test_a_gzipped_beacon_is_the_same_beacon() -> None:
    assert accept(gzip.compress(body()), content_encoding=b"gzip") == accept(body())


@pytest.mark.parametrize("asked", [{"sec_gpc": b"1"}, {"dnt": b"1"}])
def test_gpc_is_the_flag_or_a_header(asked: dict[str, bytes]) -> None:
    assert accept(body(), **asked).gpc
    assert accept(body(gpc=True)).gpc
    assert not accept(body(), sec_gpc=b"0", dnt=b"0").gpc


def test_wildcard_origins_are_allowed_with_their_port() -> None:
    accept(body(), origin=b"https://a.shops.test:8443")
    assert code_of(body(), origin=b"https://a.shops.test") == "origin_not_allowed"


def test_a_foreign_ring_is_an_alarm_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("ERROR"), pytest.raises(Reject, match="credential_unknown"):
        admit(body(token=token(FOREIGN.id)), HEADERS, memory(PROJECT, FOREIGN))
    assert "cannot be decrypted" in caplog.text
    assert RING.encrypt(b"x") not in caplog.text


def test_every_sample_differs_from_a_beacon_that_is_accepted() -> None:
    accept(msgspec.json.encode(beacon()))
