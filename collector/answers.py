"""Every answer the collector gives, made ready at start: an ASGI pair of messages per code."""

from collections.abc import Iterable
from http import HTTPStatus
from math import ceil
from typing import Any, Final

import msgspec

from schemas import beacon_schema
from schemas.reasons import REASONS, Reason

Header = tuple[bytes, bytes]
Message = dict[str, Any]

RETRY_AFTER_SECONDS: Final = 5
PREFLIGHT_SECONDS: Final = 86_400

# Fetch standard, "CORS protocol": any origin may read the answer, none may send cookies.
CORS: Final[tuple[Header, ...]] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Retry-After"),
)
NOSNIFF: Final[Header] = (b"x-content-type-options", b"nosniff")


class Answer:
    """One ready answer. `count` is how often it was given since the last reading of the metrics."""

    __slots__ = ("body", "code", "count", "start", "status")

    def __init__(self, status: int, headers: Iterable[Header], body: bytes = b"", code: str = ""):
        self.status = status
        self.code = code
        self.count = 0
        self.start: Message = {
            "type": "http.response.start",
            "status": status,
            "headers": list(headers),
        }
        self.body: Message = {"type": "http.response.body", "body": body}

    def without_body(self) -> "Answer":
        """What HEAD gets: the same headers, Content-Length of the body included."""
        length = (b"content-length", str(len(self.body["body"])).encode())
        return Answer(self.status, [*self.start["headers"], length])


def refusal(code: str, extra: Iterable[Header] = ()) -> Answer:
    """The answer for a code of schemas.reasons as problem+json (RFC 9457) with the member `code`."""
    reason = REASONS[code]
    headers = [
        *CORS,
        NOSNIFF,
        (b"content-type", b"application/problem+json"),
        (b"cache-control", b"no-store"),
        *extra,
    ]
    return Answer(reason.status, headers, problem(reason), code)


def problem(reason: Reason) -> bytes:
    """RFC 9457 section 4.2.1: with about:blank the title is the status' own phrase."""
    members = {
        "type": "about:blank",
        "title": HTTPStatus(reason.status).phrase,
        "status": reason.status,
        "detail": f"{reason.text} {reason.mend}",
        "code": reason.code,
    }
    return msgspec.json.encode(members)


def delayed(code: str, after: float) -> Answer:
    """The answer for a code of DELAYED whose Retry-After is `after` seconds, rounded up."""
    seconds = max(1, ceil(after))
    if seconds > 60:
        seconds = min(-(-seconds // 60) * 60, 3_600)
    return DELAYED[code][seconds]


def method_not_allowed(allow: str) -> Answer:
    """405 for an address that takes only `allow` (RFC 9110 section 15.5.6 asks for the header)."""
    return refusal("method_not_allowed", [(b"allow", allow.encode())])


_EXTRA: Final[dict[str, list[Header]]] = {
    "kafka_unavailable": [(b"retry-after", str(RETRY_AFTER_SECONDS).encode())],
    # The rest of the body is not read, so the connection cannot carry another request.
    "body_timeout": [(b"connection", b"close")],
}

STORED: Final = Answer(204, CORS)
PREFLIGHT: Final = Answer(
    204,
    [
        *CORS,
        (b"access-control-allow-methods", b"POST"),
        (b"access-control-allow-headers", b"Content-Type, Content-Encoding"),
        (b"access-control-max-age", str(PREFLIGHT_SECONDS).encode()),
    ],
)
ALIVE: Final = Answer(200, [NOSNIFF, (b"content-type", b"text/plain; charset=utf-8")], b"alive\n")
# The beacon's JSON Schema (schemas.beacon_schema), for anybody.
SCHEMA: Final = Answer(
    200,
    [
        *CORS,
        NOSNIFF,
        (b"content-type", b"application/schema+json"),
        (b"cache-control", b"public, max-age=3600"),
    ],
    beacon_schema.text().encode(),
)
# Answered with a header that differs from one refusal to the next.
_NOT_ALONE: Final = frozenset({"method_not_allowed", "rate_limited", "quota_exceeded"})
REFUSALS: Final[dict[str, Answer]] = {
    reason.code: refusal(reason.code, _EXTRA.get(reason.code, ()))
    for reason in REASONS.values()
    if reason.where == "collector" and reason.code not in _NOT_ALONE
}
# How long to wait is told to the second up to a minute, then to the minute, up to an hour.
_DELAYS: Final = (*range(1, 60), *range(60, 3_601, 60))
DELAYED: Final[dict[str, dict[int, Answer]]] = {
    code: {seconds: refusal(code, [(b"retry-after", str(seconds).encode())]) for seconds in _DELAYS}
    for code in ("rate_limited", "quota_exceeded")
}
ONLY_POST: Final = method_not_allowed("POST, OPTIONS")
ONLY_GET: Final = method_not_allowed("GET, HEAD")
ANY_METHOD: Final = method_not_allowed("GET, HEAD, POST, OPTIONS")
