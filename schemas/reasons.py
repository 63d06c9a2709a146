"""Every reason why a beacon, an event or a sample did not count.

One short code serves the answer, the metric label, the log field and the refusal record
(wire.md "Answers", metrics.md law 9). Nothing outside this table may be used as a code.
"""

from dataclasses import dataclass
from typing import Final, Literal

Where = Literal["collector", "aggregator", "sink"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A refusal: `status` is the HTTP answer (collector only), `text` what happened, `mend` what to do."""

    code: str
    where: Where
    status: int
    text: str
    mend: str


def _c(status: int, code: str, text: str, mend: str) -> Reason:
    return Reason(code, "collector", status, text, mend)


def _a(code: str, text: str, mend: str) -> Reason:
    return Reason(code, "aggregator", 0, text, mend)


_ALL: Final = (
    _c(400, "malformed", "The body is not a beacon.", "Compare it with the beacon's schema."),
    _c(
        400,
        "event_name_reserved",
        "The event carries the name of an automatic event.",
        "Give custom and server events a name of their own.",
    ),
    _c(
        401,
        "credential_missing",
        "No token, no signature and no secret came along.",
        "Paste the snippet again, or sign the beacon on the server.",
    ),
    _c(
        401,
        "credential_unknown",
        "The token or key is not one of ours.",
        "Copy the snippet or the key again from the project's pages.",
    ),
    _c(
        401,
        "signature_invalid",
        "No signature is by this key's secret.",
        "Sign id.timestamp.body, the body as sent before gzip, with the key's secret.",
    ),
    _c(
        401,
        "timestamp_out_of_range",
        "The webhook-timestamp is over 5 minutes away from now.",
        "Correct the sender's clock and sign each attempt anew.",
    ),
    _c(403, "origin_missing", "A browser beacon came without an Origin.", "Send it from a page."),
    _c(
        403,
        "origin_not_allowed",
        "The page's origin is not allowed for this key.",
        "Add the origin to the key's allowed origins.",
    ),
    _c(403, "key_revoked", "The API key was revoked.", "Use another key's snippet."),
    _c(403, "key_expired", "The API key has expired.", "Create a key and paste its snippet."),
    _c(
        403,
        "token_retired",
        "The snippet's signing version was retired.",
        "Paste the current snippet into the page.",
    ),
    _c(403, "scope_missing", "The key lacks the scope for this beacon.", "Add the ingest scope."),
    _c(
        403,
        "privacy_refused",
        "The visitor's browser asks not to be counted and the project obeys.",
        "Nothing to mend: the project's privacy setting says so.",
    ),
    _c(404, "not_found", "There is nothing at this address.", "POST to /api/v1/metrics."),
    _c(405, "method_not_allowed", "This address takes another method.", "Use POST."),
    _c(408, "body_timeout", "The body did not arrive in time.", "Send it again."),
    _c(413, "too_large", "The body is larger than 64 KiB.", "Send fewer events per beacon."),
    _c(
        415,
        "unsupported_media_type",
        "The body's type or encoding is not taken.",
        "Send text/plain or application/json, plain or gzip.",
    ),
    _c(422, "stale", "The beacon is older than 4 hours.", "Send beacons within 4 hours."),
    _c(422, "future", "The beacon is dated over 5 minutes ahead.", "Correct the sender's clock."),
    _c(
        429,
        "rate_limited",
        "More came from this key or address than its rate allows.",
        "Send it again after Retry-After, or ask for a higher rate of the key.",
    ),
    _c(
        429,
        "quota_exceeded",
        "The project's quota of events for this UTC day is used up.",
        "Raise the project's quota, or wait for the next UTC day.",
    ),
    _c(431, "headers_too_large", "The request's headers are too large.", "Send fewer headers."),
    _c(
        503,
        "kafka_unavailable",
        "The event store did not acknowledge in time.",
        "Send the same beacon again after Retry-After.",
    ),
    _a(
        "negative_value",
        "A counter takes only values of 0 and above.",
        "Send a positive value or use a gauge.",
    ),
    _a(
        "project_parked",
        "The project is parked: an event could not be evaluated, or an operator said so.",
        "Ask the operator; counting goes on once the parking is lifted.",
    ),
    _a("value_not_numeric", "The value is not a number.", "Send a finite number."),
    Reason(
        "sample_refused",
        "sink",
        0,
        "Prometheus refused the sample as a duplicate or invalid.",
        "Look up its series and time in the sink's log.",
    ),
)

REASONS: Final[dict[str, Reason]] = {reason.code: reason for reason in _ALL}
