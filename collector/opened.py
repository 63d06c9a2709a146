"""What a key's control record holds encrypted, decrypted once, when it is first needed.

At a start with 100,000 keys decrypting all of them would take half a minute, and most are not needed soon.
"""

import logging

from schemas.keyring import Keyring, KeyringError
from schemas.records.control import ApiKey

log = logging.getLogger(__name__)


class Sealed:
    """32 bytes as the record holds them. `open` belongs to one thread. Never prints what it holds."""

    __slots__ = ("_failed", "_key_id", "_number", "_opened", "_ring", "_token", "_what")

    def __init__(self, token: str, ring: Keyring, what: str, key_id: str, number: int) -> None:
        self._token = token
        self._ring = ring
        self._what = what
        self._key_id = key_id
        self._number = number
        self._opened: bytes | None = None
        self._failed = False

    def open(self) -> bytes | None:
        """The bytes; None when no key of the ring fits, which is logged the first time."""
        if self._opened is None and not self._failed:
            try:
                self._opened = self._ring.decrypt(self._token)
            except KeyringError:
                self._failed = True
                text = "%s cannot be decrypted: TALLY_INGEST_KEYS lacks its key"
                named = {"key_id": self._key_id, "number": self._number}
                log.error(text, self._what, extra=named)
        return self._opened


def signing_key(key: ApiKey, number: int, token: str, ring: Keyring) -> Sealed:
    """One version of what signs snippet tokens; its tokens stay unknown if it does not open."""
    return Sealed(token, ring, "a signing key", key.id, number)


def server_secret(key: ApiKey, number: int, token: str, ring: Keyring) -> Sealed:
    """One secret, `number` by the record's order; what it signs stays refused if it does not open."""
    return Sealed(token, ring, "a secret", key.id, number)
