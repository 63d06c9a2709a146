"""Changing API keys: what they allow, their secret, their end; each change is published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from schemas.keyring import Keyring
from schemas.process.settings import Secret
from webapp.db.models import ApiKey, KeySecret
from webapp.keys.create import Wanted, as_stored
from webapp.keys.material import new_secret, sealed
from webapp.keys.record import publish_key

OVERLAP: Final = timedelta(hours=24)
MAX_OVERLAP: Final = timedelta(days=30)
# The newest secrets that may count side by side; more would let a loop of rotations grow the record.
MAX_SECRETS: Final = 5


class KeyRevoked(Exception):
    """Reject: a revoked key stays as it is."""


def allow_origins(session: Session, key: ApiKey, origins: Sequence[str]) -> bool:
    """Replace the origins whose pages may use the key; whether that changed anything."""
    if key.allowed_origins == list(origins):
        return False
    key.allowed_origins = list(origins)
    publish_key(session, key)
    return True


def change(session: Session, key: ApiKey, wanted: Wanted) -> bool:
    """Make all of the key but its secrets what `wanted` says; whether that changed anything.

    Raises KeyRevoked.
    """
    refuse_revoked(key)
    limit = as_stored(wanted.rate_limit)
    before = (key.name, key.scopes, key.allowed_origins, key.rate_limit, key.expires_at)
    after = (wanted.name, list(wanted.scopes), list(wanted.origins), limit, wanted.expires_at)
    if before == after:
        return False
    key.name, key.scopes, key.allowed_origins, key.rate_limit, key.expires_at = after
    publish_key(session, key)
    return True


def rotate(
    session: Session, key: ApiKey, overlap: timedelta, ring: Keyring, now: datetime
) -> Secret:
    """A new secret, to be shown once; the one before counts for `overlap` longer. Pages notice nothing.

    Raises KeyRevoked.
    """
    refuse_revoked(key)
    secret = new_secret()
    digest, encrypted = sealed(secret, ring)
    for older in key.secrets:
        older.valid_until = min(older.valid_until or now + overlap, now + overlap)
    # What has ended goes, and of what is left the oldest.
    lasting = [s for s in key.secrets if s.valid_until and s.valid_until > now]
    number = key.secrets[-1].number + 1
    new = KeySecret(number=number, digest=digest, encrypted=encrypted, created_at=now)
    key.secrets[:] = [*lasting[1 - MAX_SECRETS :], new]
    publish_key(session, key)
    return secret


def revoke(session: Session, key: ApiKey, now: datetime) -> None:
    """Refuse everything the key vouches for, as soon as the record is on `control`. Again: no change."""
    if key.revoked_at is None:
        key.revoked_at = now
        publish_key(session, key)


def refuse_revoked(key: ApiKey) -> None:
    """Raise KeyRevoked for a key that has ended."""
    if key.revoked_at is not None:
        raise KeyRevoked(key.public)
