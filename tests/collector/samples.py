"""One project with one key, and a beacon of its snippet: what most tests start from."""

from collections.abc import Mapping
from typing import Any

import msgspec

from collector.addresses import Proxies
from collector.admission import Accepted, Admission, Post
from collector.limits import Limits, Rate
from collector.memory import Memory
from collector.salts import Salts
from collector.visitors import Visitors
from schemas import tokens
from schemas.keyring import Keyring, new_key
from schemas.process.control import Entry
from schemas.process.settings import Secret
from schemas.records.control import ApiKey, Project, Record, SigningVersion
from schemas.tokens import TokenClaims

PARTITIONS = 8
NOW_MS = 1_795_478_400_000  # 2026-11-24T00:00:00Z
HOUR_MS = 3_600_000
RING_KEY = new_key()
RING = Keyring(Secret(RING_KEY), "TALLY_INGEST_KEYS")
SIGNING_KEY = b"the key that signs version one.."
ORIGIN = b"https://shop.test"
UNLIMITED = Limits(Rate(1e9, 1e9), Rate(1e9, 1e9))
SHA = "5f" * 32

PROJECT = Project("project-1", "organization-1", "acme", "shop", snippet_sha256=SHA)
KEY = ApiKey(
    id="key1",
    project_id=PROJECT.id,
    public="tlk_public",
    scopes=("ingest:browser",),
    allowed_origins=(ORIGIN.decode(), "https://*.shops.test:8443"),
    signing_versions=(SigningVersion(1, RING.encrypt(SIGNING_KEY)),),
)
HEADERS: Mapping[bytes, bytes] = {
    b"content-type": b"text/plain;charset=UTF-8",
    b"origin": ORIGIN,
    b"user-agent": b"Mozilla/5.0 (X11; Linux x86_64) Firefox/153.0",
}


def memory(*records: Record) -> Memory:
    """A memory that has applied `records`, or the one project and its key."""
    made = Memory(RING, PARTITIONS)
    for record in records or (PROJECT, KEY):
        made.apply(entry(record))
    return made


def admit(
    sent: bytes,
    headers: Mapping[bytes, bytes],
    memory: Memory,
    now_ms: int = NOW_MS,
    peer: str = "192.0.2.1",
    limits: Limits | None = None,
    salts: Salts | None = None,
) -> Accepted:
    """One request as the collector decides on it."""
    proxies = Proxies("10.0.0.0/8")
    visitors = Visitors(salts or Salts(RING), proxies, "collector-test", "CF-IPCountry")
    admission = Admission(memory, limits or UNLIMITED, proxies, visitors)
    return admission.admit(Post(sent, headers, peer, now_ms))


def entry(record: Record, revision: int = 1) -> Entry:
    return Entry(record.key, record, revision, NOW_MS)


def tombstone(record: Record, revision: int = 2) -> Entry:
    return Entry(record.key, None, revision, NOW_MS)


def token(key_id: str = "key1", version: int = 1, key: bytes = SIGNING_KEY) -> str:
    return tokens.mint(TokenClaims(key_id, version, "c0ffee"), key)


def beacon(**fields: Any) -> dict[str, Any]:
    """A beacon of one page view; `fields` replace or, given as None, remove."""
    made = {
        "id": "0123456789abcdefghijkl",
        "token": token(),
        "events": [{"name": "page_view"}],
        **fields,
    }
    return {name: value for name, value in made.items() if value is not None}


def body(**fields: Any) -> bytes:
    return msgspec.json.encode(beacon(**fields))


def events(*made: Any) -> bytes:
    return body(events=list(made))


def changed(headers: dict[str, bytes | None]) -> dict[bytes, bytes]:
    """HEADERS with these (`_` for `-`) in their place; None leaves one out."""
    named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    return {n: v for n, v in {**HEADERS, **named}.items() if v is not None}
