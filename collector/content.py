"""From the bytes of a request's body to the bytes of a beacon: size, coding, type (RFC 9110 section 8)."""

import zlib
from collections.abc import Mapping
from typing import Final

from schemas.beacon import MAX_BODY_BYTES
from schemas.process.errors import Reject

_GZIP: Final = zlib.MAX_WBITS | 16
_GZIP_NAMES: Final = frozenset({b"gzip", b"x-gzip"})
_TYPES: Final = frozenset({b"text/plain", b"application/json"})
# What the tracker's fetch, sendBeacon and most servers send, recognised without parsing.
_USUAL_TYPES: Final = frozenset(
    {b"text/plain;charset=UTF-8", b"text/plain", b"application/json", b"text/plain; charset=utf-8"}
)


def beacon_bytes(body: bytes, headers: Mapping[bytes, bytes]) -> bytes | None:
    """The beacon's bytes, at most 64 KiB before and after undoing gzip; None for what is not gzip.

    Raises Reject: too_large, unsupported_media_type, in wire.md's order.
    """
    if len(body) > MAX_BODY_BYTES:
        raise Reject("too_large")
    coding = headers.get(b"content-encoding", b"")
    if not coding and headers.get(b"content-type") in _USUAL_TYPES:
        return body
    return _uncommon(body, headers, coding.strip().lower())


def _uncommon(body: bytes, headers: Mapping[bytes, bytes], coding: bytes) -> bytes | None:
    plain: bytes | None = body
    if coding in _GZIP_NAMES:
        plain = gunzip(body)
    elif coding not in (b"", b"identity"):
        raise Reject("unsupported_media_type", "coding")
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if media_type not in _TYPES:
        raise Reject("unsupported_media_type", "type")
    return plain


def gunzip(body: bytes) -> bytes | None:
    """The plain bytes; None when `body` is not one whole gzip member or something follows it.

    Never holds more than 64 KiB and one byte, whatever `body` promises. Raises Reject too_large.
    """
    stream = zlib.decompressobj(_GZIP)
    try:
        plain = stream.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error:
        return None
    if len(plain) > MAX_BODY_BYTES:
        raise Reject("too_large", "inflated")
    return plain if stream.eof and not stream.unused_data else None
