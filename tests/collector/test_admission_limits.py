"""Rates of addresses and keys, and quotas, as admission meets them."""

import msgspec
import pytest

from collector.limits import Limits, Rate
from collector.refused import Refused
from schemas.process.errors import Reject
from schemas.records.control import KeySecret, Quota, RateLimit
from schemas.signatures import secret_text
from tests.collector.samples import (
    HEADERS,
    HOUR_MS,
    KEY,
    NOW_MS,
    PROJECT,
    RING,
    admit,
    body,
    changed,
    entry,
    memory,
    token,
    tombstone,
)

replace = msgspec.structs.replace


def limited(limits: Limits, sent: bytes, peer: str = "192.0.2.1", **headers: bytes | None) -> str:
    """The code of a beacon under these limits; empty when it is accepted."""
    try:
        admit(sent, changed(headers), LIMITED, NOW_MS, peer, limits)
    except Reject as reject:
        return reject.code
    return ""


SERVER = replace(
    KEY,
    id="server",
    public="tlk_server",
    scopes=("ingest:server",),
    secrets=(KeySecret(RING.encrypt(bytes(32))),),
)
PROXIED = replace(KEY, id="proxied", scopes=("ingest:browser", "ingest:proxy"))
SLOW = replace(KEY, id="slow", rate_limit=RateLimit(1, 2))
LIMITED = memory(PROJECT, KEY, SERVER, PROXIED, SLOW)
BEARER = b"Bearer tlk_server." + secret_text(bytes(32)).encode()
MANY = Rate(1e9, 1e9)


def test_an_address_is_limited_before_anything_in_the_body_counts() -> None:
    limits = Limits(Rate(1, 2), MANY)
    codes = [limited(limits, sent) for sent in (b"{", body(token="forged"), b"{", body())]
    assert codes == ["malformed", "credential_unknown", "rate_limited", "rate_limited"]
    assert limited(limits, b"x" * 65_537) == "too_large"
    assert limited(limits, body(), content_type=b"image/png") == "unsupported_media_type"
    assert limited(limits, b"not gzip", content_encoding=b"gzip") == "rate_limited"
    assert limited(limits, body(), peer="192.0.2.2") == ""


def test_a_key_is_limited_by_events_after_its_origin_and_before_the_age() -> None:
    limits = Limits(MANY, Rate(1, 3))
    assert limited(limits, body(events=[{"name": "a"}] * 3)) == ""
    assert limited(limits, body(age_ms=5 * HOUR_MS)) == "rate_limited"
    assert limited(limits, body(), origin=b"https://evil.test") == "origin_not_allowed"
    assert limited(limits, body(token=token("proxied"))) == ""


def test_a_key_s_own_rate_counts_instead_of_the_default() -> None:
    limits = Limits(MANY, MANY)
    codes = [limited(limits, body(token=token("slow"))) for _ in range(3)]
    assert codes == ["", "", "rate_limited"]


def test_a_server_s_address_is_no_measure_once_it_has_proven_its_key() -> None:
    limits = Limits(Rate(1, 1), Rate(1, 5))
    sent = body(token=None)
    codes = [limited(limits, sent, authorization=BEARER) for _ in range(6)]
    assert codes == [""] * 5 + ["rate_limited"]
    assert limited(limits, sent, authorization=b"Bearer tlk_server.x") == "credential_unknown"
    assert limited(limits, sent, authorization=BEARER) == "rate_limited"


def test_behind_a_site_s_proxy_each_visitor_has_an_address() -> None:
    limits = Limits(Rate(1, 1), MANY)
    sent = body(token=token("proxied"))
    hops = [b"198.51.100.1", b"198.51.100.2", b"198.51.100.1", b"6.6.6.6, 198.51.100.2"]
    codes = [limited(limits, sent, x_forwarded_for=hop) for hop in hops]
    assert codes == ["", "", "rate_limited", "rate_limited"]


def test_without_the_scope_the_header_says_nothing() -> None:
    limits = Limits(Rate(1, 1), MANY)
    codes = [limited(limits, body(), x_forwarded_for=hop) for hop in (b"6.6.6.6", b"6.6.6.7")]
    assert codes == ["", "rate_limited"]


def test_a_quota_counts_on_its_day_until_it_is_lifted() -> None:
    held = memory(PROJECT, KEY)
    held.apply(entry(Quota(PROJECT.id, "2026-11-24")))
    with pytest.raises(Refused) as refused:
        admit(body(age_ms=5 * HOUR_MS), HEADERS, held)
    assert (refused.value.code, refused.value.after) == ("quota_exceeded", 86_400)
    admit(body(), HEADERS, held, NOW_MS - 1)
    admit(body(), HEADERS, held, NOW_MS + 86_400_000)
    held.apply(entry(Quota(PROJECT.id, "2026-11-24", exceeded=False)))
    admit(body(), HEADERS, held)
    for gone in (Quota(PROJECT.id, ""), PROJECT):
        held.apply(entry(Quota(PROJECT.id, "2026-11-24")))
        held.apply(tombstone(gone))
        held.apply(entry(PROJECT))
        admit(body(), HEADERS, held)
