"""The snippet token: what a page carries, minted from an API key and publishable (wire.md).

The token says which key, which version of its signing key and which snippet; it carries no time, so the
same definitions give the same bytes. Signing keys are separate from secrets: rotating a secret never
touches a page.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from itsdangerous import Signer

_BODY: Final = re.compile(r"([A-Za-z0-9_-]+)\.(0|[1-9][0-9]{0,8})\.([A-Za-z0-9_-]*)")


class TokenError(Exception):
    """Reject: the text is not a token, or its signature is not by the key it names."""


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """`snippet_version` is information and never a reason to refuse."""

    key_id: str
    signing_version: int
    snippet_version: str


def mint(claims: TokenClaims, signing_key: bytes) -> str:
    """The token as text of `[A-Za-z0-9._-]`, fit for a URL, JSON and HTML unescaped.

    Raises ValueError for claims that such a text cannot carry.
    """
    body = f"{claims.key_id}.{claims.signing_version}.{claims.snippet_version}"
    if not _BODY.fullmatch(body):
        raise ValueError(f"not the claims of a token: {body}")
    return _signer(signing_key).sign(body).decode()


def parse(token: str) -> TokenClaims:
    """What the token claims, unverified: it names the key to verify it with. Raises TokenError."""
    claims = _BODY.fullmatch(token.rpartition(".")[0])
    if claims is None:
        raise TokenError("malformed")
    return TokenClaims(claims[1], int(claims[2]), claims[3])


def verify(token: str, signing_key: bytes) -> None:
    """Raise TokenError unless `signing_key` made the token. Compares in constant time.

    Only the very text that `mint` made counts: undoing base64 would also take padding and other last
    letters, and one token would have many names.
    """
    try:
        made = _signer(signing_key).sign(token.rpartition(".")[0])
        same = compare_digest(token.encode(), made)
    except UnicodeEncodeError:
        same = False
    if not same:
        raise TokenError("signature")


def _signer(signing_key: bytes) -> Signer:
    # itsdangerous defaults to SHA-1; the salt keeps this use apart from any other of the same key.
    return Signer(signing_key, salt="tally.snippet", digest_method=sha256)
