"""Secrets of API keys, and the signatures a server makes with them (wire.md "Credentials").

Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, "Signature scheme"): HMAC-SHA256
over `id.timestamp.body`, keyed with the 32 bytes behind `whsec_`, written `v1,<base64>`.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hmac import compare_digest, digest
from typing import Final

SECRET_PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
TOLERANCE_MS: Final = 5 * 60 * 1000

_VERSION: Final = b"v1,"


def secret_text(key: bytes) -> str:
    """The secret as people and libraries hold it: `whsec_` and padded standard base64."""
    return SECRET_PREFIX + b64encode(key).decode()


def secret_key(text: str) -> bytes:
    """The 32 bytes behind a secret. Raises ValueError for any other text, never quoting it."""
    try:
        key = b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != SECRET_BYTES or secret_text(key) != text:
        raise ValueError("not a secret")
    return key


def sign(key: bytes, identity: bytes, timestamp: bytes, body: bytes) -> bytes:
    """`v1,<base64>` for one message; `timestamp` in Unix seconds, decimal."""
    return _VERSION + b64encode(digest(key, b".".join((identity, timestamp, body)), "sha256"))


def is_signed(
    keys: Iterable[bytes], identity: bytes, timestamp: bytes, body: bytes, signatures: bytes
) -> bool:
    """Whether one of `keys` made one of `signatures` (separated by spaces). In constant time per pair.

    The very text counts: undoing base64 would also take other last letters for the same bytes.
    """
    given = signatures.split(b" ")
    return any(
        compare_digest(signature, made)
        for made in [sign(key, identity, timestamp, body) for key in keys]
        for signature in given
    )


def is_timely(timestamp: bytes, now_ms: int) -> bool:
    """Whether a timestamp of decimal digits lies within the tolerance, its ends included."""
    return abs(now_ms - int(timestamp) * 1000) <= TOLERANCE_MS
