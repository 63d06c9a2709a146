"""May this beacon in? Pure: a request and memory in; an accepted record or Reject out.

The steps stand in the order of wire.md "Answers": first failure wins. Nothing but Reject is raised,
whatever the bytes.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple, Protocol

import msgspec

from collector.addresses import Proxies
from collector.content import beacon_bytes
from collector.credentials import Credential, Verified
from collector.days import until_midnight
from collector.limits import Limited, Limits
from collector.proofs import Keys, check_form, is_server, prove
from collector.record import asks_privacy, beacon_record
from collector.refused import Refused
from collector.visitors import Visitors
from collector.wire import beacon_age, check_ages, check_events, decode
from schemas.beacon import WireBeacon
from schemas.process.errors import Reject
from schemas.records.beacons import Beacon

BROWSER_SCOPE: Final = "ingest:browser"
SERVER_SCOPE: Final = "ingest:server"
PROXY_SCOPE: Final = "ingest:proxy"
_FORWARDED: Final = b"x-forwarded-for"


class Memory(Keys, Protocol):
    """What is known of keys and projects; `verify` raises Reject credential_unknown."""

    def verify(self, token: str) -> Verified: ...

    def is_used_up(self, project_id: str, now_ms: int) -> bool: ...


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


class _Seen:
    """What is known of one request so far."""

    __slots__ = ("body", "credential", "wire")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.wire: WireBeacon | None = None
        self.credential: Credential | None = None


class Admission:
    """Decides by `memory` and `limits`; `proxies` tells whose address counts, `visitors` what is kept."""

    def __init__(
        self, memory: Memory, limits: Limits, proxies: Proxies, visitors: Visitors
    ) -> None:
        self._memory = memory
        self._limits = limits
        self._proxies = proxies
        self._visitors = visitors

    def admit(self, post: Post) -> Accepted:
        """Raises Refused with a code of schemas.reasons and what was known by then."""
        seen = _Seen(post.body)
        try:
            return self._decide(post, seen)
        except Reject as reject:
            raise Refused(reject, seen.body, seen.wire, seen.credential) from None

    def _decide(self, post: Post, seen: _Seen) -> Accepted:
        body, headers, peer, now_ms = post
        client = self._proxies.client(peer, headers.get(_FORWARDED))
        plain = beacon_bytes(body, headers)
        self._limits.take_address(client, now_ms)
        if plain is None:
            raise Reject("malformed", "gzip")
        seen.body = plain
        wire = seen.wire = decode(plain)
        verified = verify(wire, plain, headers, self._memory, now_ms)
        credential = seen.credential = verified.credential
        authorize(verified, wire, headers, now_ms)
        gpc = asks_privacy(wire, headers)
        if gpc and credential.refuses_gpc:
            raise Reject("privacy_refused")
        if not wire.token or PROXY_SCOPE in credential.scopes:
            client = self._through(client, post, wire)
        self._limits.take_key(credential.key_id, credential.rate, len(wire.events), now_ms)
        if self._memory.is_used_up(credential.project_id, now_ms):
            raise Limited("quota_exceeded", until_midnight(now_ms))
        age_ms = beacon_age(wire, now_ms)
        check_ages(wire.events, age_ms)
        added = self._visitors.added(
            wire, credential.project_id, headers, peer, client, gpc, now_ms
        )
        record = beacon_record(wire, verified, age_ms, now_ms, added)
        return Accepted(record, credential.partition)

    def _through(self, client: str, post: Post, wire: WireBeacon) -> str:
        """The visitor's address, when a server speaks for many visitors: its own is no measure of them.

        A server's beacons are bounded by its key's rate alone. A site's proxy is not its visitors, but
        they say their address through it, and each has its bucket.
        """
        self._limits.give_back(client)
        if not wire.token:
            return client
        visitor = self._proxies.client(post.peer, post.headers.get(_FORWARDED), site_proxy=True)
        self._limits.take_address(visitor, post.now_ms)
        return visitor


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


def _check_origin(credential: Credential, origin: bytes | None) -> None:
    if not origin:
        raise Reject("origin_missing")
    if not credential.origins.allow(origin):
        raise Reject("origin_not_allowed")
