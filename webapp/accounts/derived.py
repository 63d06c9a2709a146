"""Keys derived from TALLY_APP_KEYS, one set for each use, so that no use can forge another's texts."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schemas.keyring import Keyring
from schemas.process.settings import Secret


@dataclass(frozen=True, slots=True, repr=False)
class DerivedKey:
    """A key and its public name."""

    key: bytes
    kid: str


@dataclass(frozen=True, slots=True, repr=False)
class Derived:
    """As many keys as the ring has; the first signs, any verifies, so that the ring can rotate."""

    keys: tuple[DerivedKey, ...]

    @property
    def newest(self) -> DerivedKey:
        return self.keys[0]

    def by_kid(self, kid: object) -> bytes | None:
        """The key of that name, None when the ring has none."""
        text = kid if isinstance(kid, str) else ""
        found = [k.key for k in self.keys if compare_digest(k.kid.encode(), text.encode())]
        return found[0] if found else None


def derive(ring: Secret, setting: str, use: str) -> Derived:
    """The keys for `use` (RFC 5869). Raises SettingError naming `setting` for a malformed ring."""
    Keyring(ring, setting)
    roots = [urlsafe_b64decode(text.strip()) for text in ring.reveal().split(",")]
    return Derived(tuple(_derived(root, use) for root in roots))


def _derived(root: bytes, use: str) -> DerivedKey:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tally.{use}".encode()).derive(root)
    return DerivedKey(key, sha256(key).hexdigest()[:8])
