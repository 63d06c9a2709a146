"""A ring of Fernet keys: encrypts with the first, decrypts with any, so that keys can rotate.

Two rings exist: TALLY_INGEST_KEYS (collector, webapp) for key material on `control` and salts,
TALLY_APP_KEYS (webapp alone) for everything else.
"""

import re
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from schemas.process.settings import Secret, SettingError

# 32 bytes in URL-safe base64 (https://github.com/fernet/spec).
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{43}=")


class KeyringError(Exception):
    """Stop: something was encrypted by a key that is not on this ring."""


class Keyring:
    """Made from comma separated Fernet keys; raises SettingError naming `setting` when one is not."""

    def __init__(self, keys: Secret, setting: str) -> None:
        texts = [key.strip() for key in keys.reveal().split(",")]
        # Fernet itself would read "first=;second=" as the first alone.
        if not all(map(_KEY.fullmatch, texts)):
            raise SettingError(f"{setting} must be comma separated Fernet keys")
        self._ring = MultiFernet([Fernet(key) for key in texts])

    def encrypt(self, plain: bytes) -> str:
        return self._ring.encrypt(plain).decode()

    def decrypt(self, token: str) -> bytes:
        """The plain bytes; raises KeyringError when no key of the ring fits."""
        try:
            return self._ring.decrypt(token)
        except (InvalidToken, ValueError):  # ValueError: not ASCII
            raise KeyringError("encrypted by a key that is not on the ring") from None


def new_key() -> str:
    """A fresh key for a ring."""
    return Fernet.generate_key().decode()
