"""API tokens: a JWT (RFC 7519) that names a sign-in; the row decides, the token only points at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import jwt

from webapp.accounts.derived import Derived
from webapp.db.models import SignIn

AUDIENCE: Final = "tallylight-api"
_ALGORITHM: Final = "HS256"
_MAX_LENGTH: Final = 2_048
_CLAIMS: Final = ["iss", "aud", "exp", "sid"]


@dataclass(frozen=True, slots=True)
class Bearer:
    """Makes and reads tokens of one installation; `issuer` is its public address."""

    issuer: str
    keys: Derived

    def token(self, row: SignIn) -> str:
        """The token of sign-in `row`, valid as long as the row is."""
        newest = self.keys.newest
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": str(row.user_id),
            "sid": str(row.id),
            "iat": row.created_at,
            "exp": row.expires_at,
        }
        return jwt.encode(claims, newest.key, _ALGORITHM, headers={"kid": newest.kid})

    def session_id(self, token: str, now: datetime) -> str | None:
        """The sign-in that a genuine token names, None for any other text. Its row must be looked up."""
        if len(token) > _MAX_LENGTH:
            return None
        try:
            key = self.keys.by_kid(jwt.get_unverified_header(token).get("kid"))
            if key is None:
                return None
            claims = jwt.decode(
                token,
                key,
                [_ALGORITHM],
                {"require": _CLAIMS, "verify_exp": False, "verify_iat": False},
                audience=AUDIENCE,
                issuer=self.issuer,
            )
        except jwt.PyJWTError:
            return None
        # By the clock that was handed in, not the library's own.
        if not isinstance(claims["exp"], int) or claims["exp"] <= now.timestamp():
            return None
        return str(claims["sid"])
