"""Who is told of a refusal, what the record holds, and what it never holds."""

import gzip
from typing import Any

import msgspec
import pytest

from collector.memory import Memory
from collector.refusals import Refusals
from schemas.partitioning import partition_of
from schemas.process.errors import Reject
from schemas.records.control import KeySecret
from schemas.records.refused import Refusal
from tests.collector.samples import (
    HEADERS,
    HOUR_MS,
    KEY,
    NOW_MS,
    PARTITIONS,
    PROJECT,
    RING,
    admit,
    body,
    events,
    memory,
)

SERVER = msgspec.structs.replace(
    KEY,
    id="server1",
    public="tlk_server",
    scopes=("ingest:server",),
    secrets=(KeySecret(RING.encrypt(bytes(32))),),
)
MEMORY = memory(PROJECT, KEY, SERVER)


class Noted:
    """Refusals, and what they handed on."""

    def __init__(self, known: Memory = MEMORY) -> None:
        self.sent: list[tuple[int, bytes, Refusal]] = []
        self._known = known
        self.refusals = Refusals(known, self._send, "collector-0")

    def _send(self, partition: int, key: bytes, value: bytes) -> None:
        self.sent.append((partition, key, msgspec.json.decode(value, type=Refusal)))

    def refuse(self, sent: bytes, **headers: bytes | None) -> str:
        """Send a beacon that is refused; its code."""
        changed = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        given = {n: v for n, v in {**HEADERS, **changed}.items() if v is not None}
        with pytest.raises(Reject) as refused:
            admit(sent, given, self._known)
        self.refusals.note(refused.value.code, refused.value, given, NOW_MS)
        return refused.value.code


def only(noted: Noted) -> Refusal:
    ((_, _, record),) = noted.sent
    return record


def test_a_browser_s_refusal_is_told_with_origin_page_and_events() -> None:
    noted = Noted()
    page = {"url": "https://u:p@shop.test/p/1?utm_source=x&token=c4n4ry#f"}
    sent = body(page=page, events=[{"name": "page_view"}, {"name": "order_paid"}])
    noted.refuse(sent, origin=b"https://evil.test")
    assert noted.sent[0][:2] == (partition_of(PROJECT.id, PARTITIONS), PROJECT.id.encode())
    assert only(noted) == Refusal(
        PROJECT.id,
        KEY.id,
        "origin_not_allowed",
        NOW_MS,
        "https://evil.test",
        "0123456789abcdefghijkl",
        schema=2,
        source="browser",
        events=2,
        names=("page_view", "order_paid"),
        page="https://shop.test/p/1",
        proven=True,
        collector="collector-0",
    )


@pytest.mark.parametrize(
    ("sent", "code", "detail"),
    [
        (events({"name": "a", "properties": {"Plan": 1}}), "malformed", "property name"),
        (events({"name": "Order"}), "malformed", "event name"),
        (body(id="short"), "malformed", "id"),
        (events({"name": "click"}), "event_name_reserved", ""),
        (body(age_ms=5 * HOUR_MS), "stale", ""),
    ],
)
def test_what_is_refused_before_the_token_is_looked_at_is_told_too(
    sent: bytes, code: str, detail: str
) -> None:
    for headers in ({}, {"content_type": b"image/png"}):
        noted = Noted()
        noted.refuse(sent, **headers)
        assert (only(noted).key_id, only(noted).proven) == (KEY.id, True)
    noted = Noted()
    noted.refuse(gzip.compress(sent), content_encoding=b"gzip")
    assert only(noted).code == code
    assert detail in only(noted).detail


@pytest.mark.parametrize("headers", [{}, {"authorization": b"Bearer tlk_server.wrong"}])
def test_a_server_s_refusal_is_told_as_claimed(headers: dict[str, bytes]) -> None:
    noted = Noted()
    signed = {"webhook_id": b"0123456789abcdefghijkl", "webhook_timestamp": b"1"}
    noted.refuse(body(token=None, key="tlk_server"), webhook_signature=b"v1,x", **signed, **headers)
    assert (only(noted).code, only(noted).source) == ("signature_invalid", "server")
    assert (only(noted).key_id, only(noted).proven) == ("server1", False)


def test_a_wrong_secret_is_told_to_the_owner_of_the_key() -> None:
    noted = Noted()
    noted.refuse(body(token=None), authorization=b"Bearer tlk_server.whsec_c4n4ry", origin=None)
    assert (only(noted).code, only(noted).key_id) == ("credential_unknown", "server1")
    assert "c4n4ry" not in str(noted.sent)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 60_000,
        b"null",
        body(token="key1.1.c0ffee.forged"),
        body(token=None),
    ],
)
def test_strangers_are_neither_told_nor_counted(sent: bytes) -> None:
    noted = Noted()
    noted.refuse(sent)
    assert (noted.sent, noted.refusals.taken()) == ([], {})


def test_a_body_that_was_never_read_is_told_by_its_bearer() -> None:
    noted = Noted()
    headers = {b"authorization": b"Bearer tlk_server.x"}
    noted.refusals.note("too_large", Reject("too_large"), headers, NOW_MS)
    assert only(noted).key_id == "server1"


def test_all_are_counted_and_ten_per_key_and_code_are_told() -> None:
    noted = Noted()
    for _ in range(25):
        noted.refuse(body(), origin=b"https://evil.test")
        noted.refuse(body(), origin=None)
    assert [record.code for _, _, record in noted.sent].count("origin_missing") == 10
    assert len(noted.sent) == 20
    counts = noted.refusals.taken()
    assert counts == {
        ("shop", "key1", "origin_not_allowed"): 25,
        ("shop", "key1", "origin_missing"): 25,
    }
    assert noted.refusals.taken() == {}


def test_whoever_asks_not_to_be_counted_leaves_project_key_code_and_time() -> None:
    obeys = msgspec.structs.replace(PROJECT, gpc="refuse")
    noted = Noted(memory(obeys, KEY))
    page = {"url": "https://shop.test/c4n4ry", "title": "c4n4ry"}
    sent = body(page=page, events=[{"name": "c4n4ry", "properties": {"a": "c4n4ry"}}])
    for _ in range(25):
        assert noted.refuse(sent, sec_gpc=b"1", user_agent=b"c4n4ry") == "privacy_refused"
    told = Refusal(PROJECT.id, KEY.id, "privacy_refused", NOW_MS, schema=2)
    assert [record for _, _, record in noted.sent] == [told] * 10
    assert noted.sent[0][:2] == (partition_of(PROJECT.id, PARTITIONS), PROJECT.id.encode())
    assert noted.refusals.taken() == {("shop", KEY.id, "privacy_refused"): 25}


HOSTILE: list[dict[str, Any]] = [
    {"events": [{"name": "c4n4ry!"}]},
    {"events": [{"name": "a", "properties": {"c4n4ry!": {"c4n4ry": 1}}}]},
    {"events": [{"name": "a", "value": "c4n4ry"}]},
    {"id": "c4n4ry!"},
    {"created_at": "c4n4ry"},
    {"age_ms": "c4n4ry"},
    {"client": {"address": ["c4n4ry"]}},
    {"client": {"address": "c4n4ry"}, "age_ms": 5 * HOUR_MS},
    {"page": {"url": "https://c4n4ry@x.test/?token=c4n4ry", "title": "c4n4ry"}, "age_ms": 10**9},
]


@pytest.mark.parametrize("fields", HOSTILE)
def test_details_name_fields_and_never_quote_values(fields: dict[str, Any]) -> None:
    noted = Noted()
    noted.refuse(body(**fields))
    kept = msgspec.structs.replace(only(noted), beacon_id="")
    assert "c4n4ry" not in str(kept)


def test_every_text_is_bounded() -> None:
    noted = Noted()
    many = [{"name": f"a{number}"} for number in range(100)]
    sent = body(page={"url": "https://shop.test/" + "x" * 3000}, events=many)
    noted.refuse(sent, origin=b"https://" + b"\xff" * 4000)
    record = only(noted)
    assert (record.events, len(record.names)) == (100, 5)
    assert max(len(record.origin), len(record.page)) == 256
