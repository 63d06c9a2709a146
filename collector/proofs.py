"""How a server proves whose beacon it sends: a Standard Webhooks signature, or the secret as Bearer.

Nothing here is remembered from one beacon to the next. wire.md "Credentials".
"""

import re
from collections.abc import Mapping
from hmac import compare_digest
from typing import Final, Protocol

from collector.credentials import Credential
from schemas.beacon import WireBeacon
from schemas.process.errors import Reject
from schemas.signatures import is_signed, is_timely, secret_text

_AUTHORIZATION: Final = b"authorization"
_SIGNATURE: Final = b"webhook-signature"
_BEARER: Final = re.compile(rb"bearer +([^ .]+)\.([^ ]+)", re.IGNORECASE)
# Unix seconds; twelve digits reach beyond the year 30000 and keep the number small.
_TIMESTAMP: Final = re.compile(rb"[0-9]{1,12}")


class Keys(Protocol):
    """What is known of keys by their public name; None for one that is not known."""

    def named(self, public: str) -> Credential | None: ...


def is_server(wire: WireBeacon, headers: Mapping[bytes, bytes]) -> bool:
    """Whether a beacon without a token came with a server's credential, good or bad."""
    return bool(wire.key) or _AUTHORIZATION in headers


def named_key(wire_key: str, headers: Mapping[bytes, bytes]) -> str:
    """The public key that a server's beacon claims, in its body or as Bearer; empty when none."""
    given = _BEARER.fullmatch(headers.get(_AUTHORIZATION, b""))
    return wire_key or (given[1].decode("ascii", "replace") if given else "")


def check_form(wire: WireBeacon, headers: Mapping[bytes, bytes]) -> None:
    """Raise Reject malformed for a signed beacon whose headers do not belong to its body."""
    if not _is_signed(wire, headers):
        return
    if headers.get(b"webhook-id") != wire.id.encode():
        raise Reject("malformed", "webhook-id")
    if not _TIMESTAMP.fullmatch(headers.get(b"webhook-timestamp", b"")):
        raise Reject("malformed", "webhook-timestamp")


def prove(
    wire: WireBeacon, body: bytes, headers: Mapping[bytes, bytes], keys: Keys, now_ms: int
) -> Credential:
    """The key whose secret the sender holds; `body` is what it signed, gzip undone, after check_form.

    Raises Reject credential_missing, credential_unknown, signature_invalid, timestamp_out_of_range.
    """
    if _is_signed(wire, headers):
        return _by_signature(wire, body, headers, keys, now_ms)
    if _AUTHORIZATION in headers:
        return _by_bearer(wire, headers[_AUTHORIZATION], keys, now_ms)
    raise Reject("credential_missing")


def _is_signed(wire: WireBeacon, headers: Mapping[bytes, bytes]) -> bool:
    return bool(wire.key) and _SIGNATURE in headers


def _by_signature(
    wire: WireBeacon, body: bytes, headers: Mapping[bytes, bytes], keys: Keys, now_ms: int
) -> Credential:
    credential = keys.named(wire.key)
    if credential is None:
        raise Reject("credential_unknown")
    identity, timestamp = headers[b"webhook-id"], headers[b"webhook-timestamp"]
    secrets = credential.secrets_at(now_ms)
    if not is_signed(secrets, identity, timestamp, body, headers[_SIGNATURE]):
        raise Reject("signature_invalid")
    if not is_timely(timestamp, now_ms):
        raise Reject("timestamp_out_of_range")
    return credential


def _by_bearer(wire: WireBeacon, authorization: bytes, keys: Keys, now_ms: int) -> Credential:
    """A wrong secret and an unknown key are answered alike. A `key` in the body must be the same."""
    given = _BEARER.fullmatch(authorization)
    if given is None:
        raise Reject("credential_unknown")
    public = given[1].decode("ascii", "replace")
    credential = keys.named(public)
    if credential is None or (wire.key and wire.key != public):
        raise Reject("credential_unknown")
    held = [secret_text(key).encode() for key in credential.secrets_at(now_ms)]
    if not any(compare_digest(given[2], secret) for secret in held):
        raise Reject("credential_unknown")
    return credential
