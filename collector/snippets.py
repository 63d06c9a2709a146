"""The scripts that pages load: current and pinned, plain, gzip and brotli, ready to be sent."""

import gzip
from collections.abc import Callable
from typing import Final

import cramjam

from collector.answers import CORS, NOSNIFF, Answer, Header

# Five minutes until a new definition collects on every page; a day's worth of visitors from caches.
CURRENT: Final = b"public, max-age=300, stale-while-revalidate=600"
PINNED: Final = b"public, max-age=31536000, immutable"

# In the order of preference; the first is the shortest.
BROTLI: Final = b"br"
GZIP: Final = b"gzip"
PLAIN: Final = b""

_PACK: Final[dict[bytes, Callable[[bytes], bytes]]] = {
    BROTLI: lambda plain: bytes(cramjam.brotli.compress(plain, level=11)),
    GZIP: lambda plain: gzip.compress(plain, 9, mtime=0),
    PLAIN: lambda plain: plain,
}
_TAGS: Final = {BROTLI: b"-br", GZIP: b"-gzip", PLAIN: b""}


class Packed:
    """One generated script, compressed at most once per coding and served at several addresses.

    Compressed when it is first asked for: a start with many projects would take minutes otherwise.
    """

    __slots__ = ("_made", "_plain", "sha256")

    def __init__(self, sha256: str, javascript: str) -> None:
        self.sha256 = sha256
        self._plain = javascript.encode()
        self._made: dict[bytes, bytes] = {}

    def coded(self, coding: bytes) -> bytes:
        """The script in that coding; about 10 ms the first time."""
        made = self._made.get(coding)
        if made is None:
            made = self._made[coding] = _PACK[coding](self._plain)
        return made


class Script:
    """A script under one caching rule, as the answers it can be given in."""

    __slots__ = ("_cache", "_coded", "_packed", "_tags")

    def __init__(self, packed: Packed, cache: bytes) -> None:
        self._packed = packed
        self._cache = cache
        sha = packed.sha256.encode()
        self._tags = {coding: b'"' + sha + end + b'"' for coding, end in _TAGS.items()}
        self._coded: dict[bytes, tuple[Answer, Answer, Answer]] = {}

    def answer(self, head: bool, accept_encoding: bytes, if_none_match: bytes) -> Answer:
        """RFC 9110: content negotiation of section 12.5.3, the precondition of section 13.1.2."""
        coding = preferred(accept_encoding)
        whole, without_body, unchanged = self._coded.get(coding) or self._make(coding)
        if if_none_match and _matches(if_none_match, tuple(self._tags.values())):
            return unchanged
        return without_body if head else whole

    def _make(self, coding: bytes) -> tuple[Answer, Answer, Answer]:
        tag = self._tags[coding]
        headers = _headers(tag, self._cache)
        if coding:
            headers.append((b"content-encoding", coding))
        whole = Answer(200, headers, self._packed.coded(coding))
        unchanged = Answer(304, _validators(tag, self._cache))
        made = self._coded[coding] = (whole, whole.without_body(), unchanged)
        return made


def preferred(accept_encoding: bytes) -> bytes:
    """The shortest coding that is listed with a weight above 0; `*` is taken as gzip."""
    accepted = set()
    for item in accept_encoding.lower().split(b","):
        coding, _, weight = item.partition(b";")
        if weight.strip().rstrip(b"0.") != b"q=":
            accepted.add(coding.strip())
    if BROTLI in accepted:
        return BROTLI
    return GZIP if accepted & {GZIP, b"x-gzip", b"*"} else PLAIN


def _matches(if_none_match: bytes, tags: tuple[bytes, ...]) -> bool:
    # Weak comparison (section 8.8.3.2): W/ makes no difference.
    sent = [tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")]
    return b"*" in sent or any(tag in sent for tag in tags)


def _validators(tag: bytes, cache: bytes) -> list[Header]:
    return [*CORS, (b"etag", tag), (b"cache-control", cache), (b"vary", b"Accept-Encoding")]


def _headers(tag: bytes, cache: bytes) -> list[Header]:
    return [
        *_validators(tag, cache),
        NOSNIFF,
        (b"content-type", b"text/javascript; charset=utf-8"),
        (b"cross-origin-resource-policy", b"cross-origin"),
    ]
