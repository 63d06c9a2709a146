"""What a key's control record holds encrypted, decrypted once, when the record is applied."""

import logging

from collector.credentials import ServerSecret, SigningKey
from schemas.keyring import Keyring, KeyringError
from schemas.records.control import ApiKey

log = logging.getLogger(__name__)


def signing_keys(key: ApiKey, ring: Keyring) -> dict[int, SigningKey]:
    """By version; a version that does not open is logged and leaves its tokens unknown."""
    opened: dict[int, SigningKey] = {}
    for version in key.signing_versions:
        try:
            opened[version.version] = SigningKey(ring.decrypt(version.key), version.retired)
        except KeyringError:
            log.error(
                "a signing key cannot be decrypted: TALLY_INGEST_KEYS lacks its key",
                extra={"key_id": key.id, "signing_version": version.version},
            )
    return opened


def server_secrets(key: ApiKey, ring: Keyring) -> tuple[ServerSecret, ...]:
    """In the record's order; one that does not open is logged and what it signs stays refused."""
    opened: list[ServerSecret] = []
    for number, secret in enumerate(key.secrets):
        try:
            opened.append(ServerSecret(ring.decrypt(secret.secret), secret.valid_until))
        except KeyringError:
            log.error(
                "a secret cannot be decrypted: TALLY_INGEST_KEYS lacks its key",
                extra={"key_id": key.id, "secret_number": number},
            )
    return tuple(opened)
