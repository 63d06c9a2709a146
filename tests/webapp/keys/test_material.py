"""Keys have the forms that wire.md promises."""

import re
from base64 import b64decode

from webapp.keys.material import new_public, new_secret, new_signing_key, secret_hash


def test_a_public_key_is_tlk_and_twenty_base62() -> None:
    assert re.fullmatch(r"tlk_[0-9A-Za-z]{20}", new_public())
    assert new_public() != new_public()


def test_a_secret_is_whsec_and_32_bytes_of_standard_base64() -> None:
    text = new_secret().reveal()
    assert text.startswith("whsec_")
    assert len(b64decode(text.removeprefix("whsec_"), validate=True)) == 32


def test_only_a_digest_of_the_secret_is_kept() -> None:
    secret = new_secret()
    assert re.fullmatch(r"[0-9a-f]{64}", secret_hash(secret))
    assert secret_hash(secret) == secret_hash(secret) != secret_hash(new_secret())


def test_a_signing_key_has_256_bits() -> None:
    assert len(new_signing_key()) == 32
