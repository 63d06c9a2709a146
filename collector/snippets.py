"""The scripts that pages load: current and pinned, plain and gzip, ready to be sent."""

import gzip
from typing import Final

from collector.answers import CORS, NOSNIFF, Answer, Header

# Five minutes until a new definition collects on every page; a day's worth of visitors from caches.
CURRENT: Final = b"public, max-age=300, stale-while-revalidate=600"
PINNED: Final = b"public, max-age=31536000, immutable"


class Packed:
    """One generated script, plain and compressed; made once and served at two addresses."""

    __slots__ = ("gzip", "plain", "sha256")

    def __init__(self, sha256: str, javascript: str) -> None:
        self.sha256 = sha256
        self.plain = javascript.encode()
        self.gzip = gzip.compress(self.plain, 9, mtime=0)


class Script:
    """A script under one caching rule, as the six answers it can be given in."""

    __slots__ = ("_answers", "_heads", "_tags", "_unchanged")

    def __init__(self, packed: Packed, cache: bytes) -> None:
        tag, gzip_tag = f'"{packed.sha256}"'.encode(), f'"{packed.sha256}-gzip"'.encode()
        gzip_headers = [*_headers(gzip_tag, cache), (b"content-encoding", b"gzip")]
        self._tags = (tag, gzip_tag)
        self._answers = (
            Answer(200, _headers(tag, cache), packed.plain),
            Answer(200, gzip_headers, packed.gzip),
        )
        self._heads = tuple(answer.without_body() for answer in self._answers)
        self._unchanged = tuple(Answer(304, _validators(tag, cache)) for tag in self._tags)

    def answer(self, head: bool, accept_encoding: bytes, if_none_match: bytes) -> Answer:
        """RFC 9110: content negotiation of section 12.5.3, the precondition of section 13.1.2."""
        coding = 1 if accepts_gzip(accept_encoding) else 0
        if if_none_match and _matches(if_none_match, self._tags):
            return self._unchanged[coding]
        return self._heads[coding] if head else self._answers[coding]


def accepts_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip, or anything, is listed with a weight above 0."""
    for item in accept_encoding.lower().split(b","):
        coding, _, weight = item.partition(b";")
        if coding.strip() in (b"gzip", b"x-gzip", b"*"):
            return weight.strip().rstrip(b"0.") != b"q="
    return False


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
