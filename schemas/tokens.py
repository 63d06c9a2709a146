"""The snippet token: what a page carries, minted from an API key and publishable (wire.md).

The token says which key, which version of its signing key and which snippet; it carries no time, so the
same definitions give the same bytes. Signing keys are separate from secrets: rotating a secret never
touches a page.
"""

from dataclasses import dataclass
from hashlib import sha256

from itsdangerous import BadSignature, Signer


class TokenError(Exception):
    """Reject: the text is not a token, or its signature is not by the key it names."""


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """`snippet_version` is information and never a reason to refuse."""

    key_id: str
    signing_version: int
    snippet_version: str


def mint(claims: TokenClaims, signing_key: bytes) -> str:
    """The token as text of `[A-Za-z0-9._-]`, fit for a URL, JSON and HTML unescaped."""
    body = f"{claims.key_id}.{claims.signing_version}.{claims.snippet_version}"
    return _signer(signing_key).sign(body).decode()


def parse(token: str) -> TokenClaims:
    """What the token claims, unverified: it names the key to verify it with. Raises TokenError."""
    key_id, *rest = token.split(".")
    if len(rest) != 3 or not key_id or not rest[0].isascii() or not rest[0].isdigit():
        raise TokenError("malformed")
    return TokenClaims(key_id, int(rest[0][:9]), rest[1])


def verify(token: str, signing_key: bytes) -> None:
    """Raise TokenError unless `signing_key` made the token. Compares in constant time."""
    try:
        _signer(signing_key).unsign(token)
    except (BadSignature, UnicodeEncodeError):
        raise TokenError("signature") from None


def _signer(signing_key: bytes) -> Signer:
    # itsdangerous defaults to SHA-1; the salt keeps this use apart from any other of the same key.
    return Signer(signing_key, salt="tally.snippet", digest_method=sha256)
