"""Whose a refused beacon was, as far as can be told, and what topic `refused` keeps of it. Pure."""

from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple, Protocol

import msgspec

from collector.credentials import Credential, Verified
from collector.limits import Limited
from collector.proofs import Keys, named_key
from collector.urls import strip_url
from schemas.beacon import MAX_TEXT, WireBeacon
from schemas.process.errors import Reject
from schemas.records.refused import Refusal

_NAMES: Final = 5
_SCHEMA: Final = 2


class Refused(Reject):
    """A Reject with what was known by then: the body (gzip undone if that was reached), the beacon, and
    the key once it was proven. `after`: seconds to wait before it is worth trying again, else 0.
    """

    def __init__(
        self, reject: Reject, body: bytes, wire: WireBeacon | None, credential: Credential | None
    ) -> None:
        super().__init__(reject.code, reject.detail)
        self.body = body
        self.wire = wire
        self.credential = credential
        self.after = reject.after if isinstance(reject, Limited) else 0.0


class Known(Keys, Protocol):
    """What is known of keys; `verify` raises Reject credential_unknown."""

    def verify(self, token: str) -> Verified: ...


class Sender(NamedTuple):
    """Whose key it is, and whether the sender proved it or only named it."""

    credential: Credential
    proven: bool


class _Claims(msgspec.Struct, frozen=True, gc=False):
    """What a body that is no beacon may still say of its sender."""

    id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    token: Annotated[str, msgspec.Meta(max_length=512)] = ""
    key: Annotated[str, msgspec.Meta(max_length=64)] = ""


_CLAIMS: Final = msgspec.json.Decoder(_Claims)
_NOTHING: Final = _Claims()


def sender(reject: Reject, headers: Mapping[bytes, bytes], known: Known) -> Sender | None:
    """The recognised sender of what was refused; None when no known key was proven or named."""
    if isinstance(reject, Refused) and reject.credential is not None:
        return Sender(reject.credential, True)
    claims = _claims(reject)
    if claims.token:
        try:
            return Sender(known.verify(claims.token).credential, True)
        except Reject:
            return None
    credential = known.named(named_key(claims.key, headers))
    return None if credential is None else Sender(credential, False)


def refusal(
    code: str,
    reject: Reject,
    sender: Sender,
    headers: Mapping[bytes, bytes],
    now_ms: int,
    collector: str,
) -> Refusal:
    """What topic `refused` keeps; every text is bounded."""
    claims, wire = _claims(reject), reject.wire if isinstance(reject, Refused) else None
    events = wire.events if wire else ()
    return Refusal(
        sender.credential.project_id,
        sender.credential.key_id,
        code,
        now_ms,
        headers.get(b"origin", b"").decode("utf-8", "replace")[:MAX_TEXT],
        claims.id,
        schema=_SCHEMA,
        source="browser" if claims.token else "server",
        events=len(events),
        names=tuple(event.name for event in events[:_NAMES]),
        page=_place(wire),
        detail=reject.detail[:MAX_TEXT],
        proven=sender.proven,
        collector=collector,
    )


def unsaid(code: str, credential: Credential, now_ms: int) -> Refusal:
    """What is kept of a visitor who asks not to be counted: that a beacon was refused, and nothing of it."""
    return Refusal(credential.project_id, credential.key_id, code, now_ms, schema=_SCHEMA)


def _claims(reject: Reject) -> _Claims | WireBeacon:
    if not isinstance(reject, Refused):
        return _NOTHING
    if reject.wire is not None:
        return reject.wire
    try:
        return _CLAIMS.decode(reject.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _NOTHING


def _place(wire: WireBeacon | None) -> str:
    """Origin and path: what identifies the page, and nothing of its query."""
    if wire is None or wire.page is None:
        return ""
    return strip_url(wire.page.url).partition("?")[0][:MAX_TEXT]
