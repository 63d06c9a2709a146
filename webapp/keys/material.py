"""What keys are made of (wire.md "Credentials"): public name, secret, signing key."""

import secrets
from hashlib import sha256
from string import ascii_letters, digits
from typing import Final

from schemas.keyring import Keyring
from schemas.process.settings import Secret
from schemas.signatures import SECRET_BYTES, secret_key, secret_text

_BASE62: Final = digits + ascii_letters
_PUBLIC_LENGTH: Final = 20
_SIGNING_BYTES: Final = 32


def new_public() -> str:
    """`tlk_` and 20 characters of base62: names a key, and is no secret."""
    return "tlk_" + "".join(secrets.choice(_BASE62) for _ in range(_PUBLIC_LENGTH))


def new_secret() -> Secret:
    """`whsec_` and 32 random bytes in padded standard base64, as Standard Webhooks libraries want."""
    return Secret(secret_text(secrets.token_bytes(SECRET_BYTES)))


def secret_hash(secret: Secret) -> str:
    """The digest that is stored. 256 random bits need no slow hash: there is nothing to guess."""
    return sha256(secret.reveal().encode()).hexdigest()


def sealed(secret: Secret, ring: Keyring) -> tuple[str, str]:
    """A secret as it is stored: its digest, and its 32 bytes encrypted."""
    return secret_hash(secret), ring.encrypt(secret_key(secret.reveal()))


def new_signing_key() -> bytes:
    """The key of one signing version; separate from the secret, so that either can rotate alone."""
    return secrets.token_bytes(_SIGNING_BYTES)
