"""Every code that a server's beacon can be answered with, and what is accepted."""

import gzip
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.beacon import Client
from schemas.process.errors import Reject
from schemas.records.beacons import Beacon
from schemas.records.control import KeySecret
from schemas.signatures import secret_text, sign
from tests.collector import samples
from tests.collector.samples import (
    KEY,
    NOW_MS,
    PROJECT,
    RING,
    admit,
    entry,
    memory,
    token,
    tombstone,
)

replace = msgspec.structs.replace
SECRET, OLD, OVER = b"s" * 32, b"o" * 32, b"x" * 32
SERVER = replace(
    KEY,
    id="server",
    public="tlk_server",
    scopes=("ingest:server",),
    allowed_origins=(),
    secrets=(
        KeySecret(RING.encrypt(SECRET)),
        KeySecret(RING.encrypt(OLD), NOW_MS + 1),
        KeySecret(RING.encrypt(OVER), NOW_MS),
        KeySecret("not on the ring"),
    ),
)
REVOKED = replace(SERVER, id="revoked", public="tlk_revoked", revoked=True)
EXPIRED = replace(SERVER, id="expired", public="tlk_expired", expires_at=NOW_MS)
PAGES = replace(SERVER, id="pages", public="tlk_pages", scopes=("ingest:browser",))
BARE = replace(SERVER, id="bare", public="tlk_bare", secrets=())
MEMORY = memory(PROJECT, SERVER, REVOKED, EXPIRED, PAGES, BARE)
ID, SECONDS = samples.beacon()["id"].encode(), NOW_MS // 1000


def body(**fields: Any) -> bytes:
    return samples.body(**{"token": None, "key": "tlk_server", **fields})


def signed(sent: bytes, key: bytes = SECRET, seconds: int = SECONDS) -> dict[bytes, bytes]:
    made = sign(key, ID, str(seconds).encode(), sent)
    return {
        b"webhook-id": ID,
        b"webhook-timestamp": str(seconds).encode(),
        b"webhook-signature": made,
    }


def bearer(
    key: bytes = SECRET, public: str = "tlk_server", scheme: str = "Bearer"
) -> dict[bytes, bytes]:
    return {b"authorization": f"{scheme} {public}.{secret_text(key)}".encode()}


def accept(sent: bytes, headers: dict[bytes, bytes]) -> Beacon:
    named = {b"content-type": b"application/json", b"user-agent": b"library/1", **headers}
    return admit(sent, named, MEMORY).record


def code_of(sent: bytes, headers: dict[bytes, bytes]) -> str:
    with pytest.raises(Reject) as refused:
        accept(sent, headers)
    return refused.value.code


PROVEN: dict[str, tuple[bytes, dict[bytes, bytes]]] = {
    "signed": (body(), signed(body())),
    "by the secret before": (body(), signed(body(), OLD)),
    "five minutes ago": (body(), signed(body(), seconds=SECONDS - 300)),
    "five minutes ahead": (body(), signed(body(), seconds=SECONDS + 300)),
    "from a page of no allowed origin": (body(), {**signed(body()), b"origin": b"https://a.test"}),
    "signed, whatever else": (body(), {**signed(body()), b"authorization": b"Basic x"}),
    "gzip": (gzip.compress(body()), {**signed(body()), b"content-encoding": b"gzip"}),
    "bearer": (body(key=None), bearer()),
    "bearer of the secret before": (body(key=None), bearer(OLD)),
    "bearer in small letters": (body(key=None), bearer(scheme="bearer")),
    "bearer and the same key": (body(), bearer()),
}


@pytest.mark.parametrize("case", PROVEN)
def test_a_proven_beacon_is_its_server_s(case: str) -> None:
    record = accept(*PROVEN[case])
    assert (record.source, record.key_id, record.project_id) == ("server", "server", PROJECT.id)
    assert (record.page, record.snippet_version, record.user_agent) == (None, "", "")


DAMAGED = {**signed(body()), b"webhook-signature": b"v1,AAAA"}
REFUSED: list[tuple[str, bytes, dict[bytes, bytes]]] = [
    ("malformed", body(), {**signed(body()), b"webhook-id": b"a" * 22}),
    ("malformed", body(), {b"webhook-signature": b"v1,x"}),
    ("malformed", body(), {**signed(body()), b"webhook-timestamp": b"now"}),
    ("malformed", body(), {**signed(body()), b"webhook-timestamp": b"-1"}),
    ("malformed", body(), {**signed(body()), b"webhook-timestamp": b"9" * 13}),
    ("malformed", body(token=token("key1")), signed(body())),
    ("event_name_reserved", body(events=[{"name": "click", "triggers": ["q"]}]), DAMAGED),
    ("credential_missing", body(), {}),
    ("credential_missing", body(key=None), signed(body(key=None))),
    ("credential_unknown", body(key="tlk_other"), signed(body(key="tlk_other"))),
    ("credential_unknown", body(key="server"), signed(body(key="server"))),
    ("credential_unknown", body(key=None), bearer(public="tlk_other")),
    ("credential_unknown", body(key=None), bearer(OVER)),
    ("credential_unknown", body(key=None), bearer(b"a" * 32)),
    ("credential_unknown", body(key=None), bearer(scheme="Basic")),
    ("credential_unknown", body(key=None), {b"authorization": b"Bearer tlk_server"}),
    ("credential_unknown", body(key=None), {b"authorization": b"Bearer \xff.\xff"}),
    ("credential_unknown", body(key=None), bearer(public="tlk_bare")),
    ("credential_unknown", body(key="tlk_pages"), bearer()),
    ("signature_invalid", body(), DAMAGED),
    ("signature_invalid", body(), {**signed(body(), OVER), **bearer()}),
    ("signature_invalid", body(key="tlk_bare"), signed(body(key="tlk_bare"))),
    ("signature_invalid", body(), {**DAMAGED, b"webhook-timestamp": b"0"}),
    ("timestamp_out_of_range", body(), signed(body(), seconds=SECONDS - 301)),
    ("timestamp_out_of_range", body(), signed(body(), seconds=SECONDS + 301)),
    ("timestamp_out_of_range", body(key="tlk_revoked"), signed(body(key="tlk_revoked"), seconds=0)),
    ("key_revoked", body(key="tlk_revoked"), signed(body(key="tlk_revoked"))),
    ("key_revoked", body(key=None), bearer(public="tlk_revoked")),
    ("key_expired", body(key="tlk_expired"), signed(body(key="tlk_expired"))),
    ("scope_missing", body(key="tlk_pages"), signed(body(key="tlk_pages"))),
    ("scope_missing", body(key=None), bearer(public="tlk_pages")),
    ("scope_missing", body(token=token("server"), key=None), {b"origin": b"https://shop.test"}),
    ("stale", body(age_ms=2**40), signed(body(age_ms=2**40))),
]


@pytest.mark.parametrize(("code", "sent", "headers"), REFUSED)
def test_the_first_fault_gives_the_code(
    code: str, sent: bytes, headers: dict[bytes, bytes]
) -> None:
    assert code_of(sent, headers) == code


def test_of_the_client_only_the_user_agent_is_kept() -> None:
    sent = body(client=Client("192.0.2.7", "Firefox/153"), page={"url": "https://a.test/?x=1"})
    record = accept(sent, signed(sent))
    assert record.user_agent == "Firefox/153"
    assert record.page is not None
    assert record.page.url == "https://a.test/"
    assert b"192.0.2.7" not in msgspec.json.encode(record)


def test_a_page_s_beacon_keeps_its_own_user_agent() -> None:
    sent = samples.body(client=Client("", "Other/1"))
    record = admit(sent, samples.HEADERS, memory()).record
    assert record.user_agent == samples.HEADERS[b"user-agent"].decode()


def test_a_secret_and_a_key_are_gone_with_the_next_record() -> None:
    held = memory(PROJECT, SERVER)
    named = held.named("tlk_server")
    assert named is not None
    assert named.secrets_at(NOW_MS) == [SECRET, OLD]
    assert "ssss" not in repr(named) + repr(named.secrets)
    held.apply(entry(replace(SERVER, secrets=())))
    named = held.named("tlk_server")
    assert named is not None
    assert named.secrets_at(NOW_MS) == []
    held.apply(tombstone(SERVER))
    assert held.named("tlk_server") is None


def test_a_secret_that_does_not_open_is_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("ERROR"):
        held = memory(PROJECT, SERVER).named("tlk_server")
        assert held is not None
        assert caplog.text == ""
        for _ in range(2):
            assert held.secrets_at(NOW_MS) == [SECRET, OLD]
    assert len(caplog.records) == 1
    assert "a secret cannot be decrypted" in caplog.text


@given(st.integers(0, 400), st.integers(1, 255))
def test_one_other_byte_in_the_body_is_refused(at: int, change: int) -> None:
    damaged = bytearray(body(page={"url": "https://shop.test/"}))
    damaged[at % len(damaged)] ^= change
    headers = signed(body(page={"url": "https://shop.test/"}))
    refused = code_of(bytes(damaged), headers)
    assert refused in REASONS_OF_DAMAGE


REASONS_OF_DAMAGE = {
    "malformed",
    "event_name_reserved",
    "credential_missing",
    "credential_unknown",
    "signature_invalid",
}


@given(st.integers(0, 100), st.integers(1, 255), st.sampled_from(sorted(signed(b""))))
def test_one_other_byte_in_a_header_is_refused(at: int, change: int, name: bytes) -> None:
    headers = signed(body())
    damaged = bytearray(headers[name])
    damaged[at % len(damaged)] ^= change
    assert code_of(body(), {**headers, name: bytes(damaged)}) in {"malformed", "signature_invalid"}
