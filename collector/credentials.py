"""Who sends: from a snippet token to the API key that signed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from collector.limits import Rate
from collector.opened import Sealed
from collector.origins import Origins
from schemas import tokens
from schemas.process.errors import Reject

# Distinct tokens are bounded by what was minted; this bounds the memory of the largest installation.
MAX_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One version of the key that signs snippet tokens."""

    key: Sealed
    retired: bool


@dataclass(frozen=True, slots=True)
class ServerSecret:
    """One secret; counts until `valid_until`, Unix ms, 0 = no end."""

    key: Sealed
    valid_until: int = 0


@dataclass(frozen=True, slots=True)
class Credential:
    """An API key with what its project's beacons need; `expires_at` is Unix ms, 0 = never.

    Two of them are never equal: what was verified against one says nothing about its successor.
    """

    key_id: str
    project_id: str
    org: str
    project: str
    partition: int
    scopes: frozenset[str]
    origins: Origins
    signing: Mapping[int, SigningKey] = field(repr=False)
    revoked: bool = False
    expires_at: int = 0
    secrets: tuple[ServerSecret, ...] = field(default=(), repr=False)
    rate: Rate | None = None
    refuses_gpc: bool = False

    def secrets_at(self, now_ms: int) -> list[bytes]:
        """The secrets that count at that time, decrypted, as far as they open."""
        counting = (s.key.open() for s in self.secrets if not 0 < s.valid_until <= now_ms)
        return [key for key in counting if key is not None]


@dataclass(frozen=True, slots=True)
class Verified:
    """Whose beacon it is, proven: by a token, whose signing version may be `retired`, or by a secret."""

    credential: Credential
    retired: bool = False
    snippet_version: str = ""


class Tokens:
    """Verifies snippet tokens against `credentials` (by key id) and remembers the ones that hold.

    `credentials` may be changed by another thread, one item at a time: what is remembered counts only
    while the very same Credential is still there. For one thread.
    """

    def __init__(self, credentials: Mapping[str, Credential], limit: int = MAX_REMEMBERED) -> None:
        self._credentials = credentials
        self._limit = limit
        self._remembered: dict[str, Verified] = {}

    def verify(self, token: str) -> Verified:
        """The key behind `token`; raises Reject credential_unknown."""
        known = self._remembered.get(token)
        if known is not None:
            if self._credentials.get(known.credential.key_id) is known.credential:
                return known
            del self._remembered[token]
        verified = _verify(token, self._credentials)
        if len(self._remembered) >= self._limit:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[token] = verified
        return verified


def _verify(token: str, credentials: Mapping[str, Credential]) -> Verified:
    try:
        claims = tokens.parse(token)
        credential = credentials[claims.key_id]
        signing = credential.signing[claims.signing_version]
        key = signing.key.open()
        if key is None:
            raise Reject("credential_unknown")
        tokens.verify(token, key)
    except (tokens.TokenError, KeyError):
        raise Reject("credential_unknown") from None
    return Verified(credential, signing.retired, claims.snippet_version)
