"""Versions of the key that signs a page's token: add one, retire one."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from schemas.keyring import Keyring
from webapp.db.models import ApiKey, SigningVersion
from webapp.keys.change import refuse_revoked
from webapp.keys.material import new_signing_key
from webapp.keys.record import publish_key

# Each travels in the key's record; more would let a loop of calls grow it without bound.
MAX_IN_USE: Final = 20
MAX_RETIRED: Final = 50


class LastSigningVersion(Exception):
    """Reject: without a version in use no page could carry a token; add one first."""


class TooManySigningVersions(Exception):
    """Reject: MAX_IN_USE are in use; retire one first."""


class NoSigningVersion(Exception):
    """Reject: the key has no such version."""


def in_use(key: ApiKey) -> list[SigningVersion]:
    """The versions whose tokens count, oldest first."""
    return [version for version in key.signing_versions if version.retired_at is None]


def add_version(session: Session, key: ApiKey, ring: Keyring, now: datetime) -> SigningVersion:
    """A new version: snippets made from now on carry its token, older ones stay valid.

    Of those retired long ago only the newest are kept: an unknown version is refused like a retired one.
    Raises KeyRevoked, TooManySigningVersions.
    """
    refuse_revoked(key)
    if len(in_use(key)) >= MAX_IN_USE:
        raise TooManySigningVersions(MAX_IN_USE)
    number = key.signing_versions[-1].version + 1
    encrypted = ring.encrypt(new_signing_key())
    version = SigningVersion(version=number, encrypted_key=encrypted, created_at=now)
    retired = [v for v in key.signing_versions if v.retired_at is not None]
    for oldest in retired[:-MAX_RETIRED]:
        key.signing_versions.remove(oldest)
    key.signing_versions.append(version)
    publish_key(session, key)
    return version


def retire_version(session: Session, key: ApiKey, number: int, now: datetime) -> None:
    """Refuse the tokens of version `number`. Again: no change.

    Raises NoSigningVersion, LastSigningVersion.
    """
    found = next((v for v in key.signing_versions if v.version == number), None)
    if found is None:
        raise NoSigningVersion(number)
    if found.retired_at is not None:
        return
    if in_use(key) == [found]:
        raise LastSigningVersion(number)
    found.retired_at = now
    publish_key(session, key)
