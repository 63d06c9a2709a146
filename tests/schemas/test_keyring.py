"""Keys rotate: the first encrypts, every one decrypts."""

import pytest
from cryptography.fernet import Fernet

from schemas.keyring import Keyring, KeyringError, new_key
from schemas.process.settings import Secret, SettingError

OLD, NEW = new_key(), new_key()


def ring(*keys: str) -> Keyring:
    return Keyring(Secret(",".join(keys)), "TALLY_INGEST_KEYS")


def test_what_was_encrypted_is_decrypted() -> None:
    token = ring(OLD).encrypt(b"\x00salt")
    assert ring(OLD).decrypt(token) == b"\x00salt"
    assert "salt" not in token


def test_after_a_rotation_old_texts_open_and_new_ones_are_for_the_new_key_alone() -> None:
    before, rotated = ring(OLD), ring(NEW, OLD)
    assert rotated.decrypt(before.encrypt(b"a")) == b"a"
    token = rotated.encrypt(b"b")
    assert Fernet(NEW).decrypt(token) == b"b"
    with pytest.raises(KeyringError):
        before.decrypt(token)


def test_once_the_old_key_is_gone_its_texts_do_not_open() -> None:
    with pytest.raises(KeyringError, match="not on the ring"):
        ring(NEW).decrypt(ring(OLD).encrypt(b"a"))


@pytest.mark.parametrize("text", ["", "abc", "é", "\ud800", "gAAAAA\x00", " " * 100])
def test_a_text_that_was_never_encrypted_does_not_open(text: str) -> None:
    with pytest.raises(KeyringError):
        ring(OLD).decrypt(text)


def test_a_changed_text_does_not_open() -> None:
    token = ring(OLD).encrypt(b"a")
    with pytest.raises(KeyringError):
        ring(OLD).decrypt(token[:40] + ("A" if token[40] != "A" else "B") + token[41:])


def test_spaces_around_keys_are_allowed() -> None:
    assert ring(f" {NEW} ", f"{OLD}\n").decrypt(ring(OLD).encrypt(b"a")) == b"a"


@pytest.mark.parametrize(
    "keys",
    ["", ",", "short", f"{OLD},", f"{OLD};{NEW}", f"{OLD} {NEW}", OLD[:-1], OLD + "=", "é" * 44],
    ids=["empty", "comma", "short", "trailing", "semicolon", "space", "cut", "padded", "foreign"],
)
def test_what_is_not_a_ring_is_refused_without_showing_it(keys: str) -> None:
    with pytest.raises(SettingError) as refused:
        ring(keys)
    assert str(refused.value) == "TALLY_INGEST_KEYS must be comma separated Fernet keys"


def test_new_keys_are_fresh() -> None:
    assert len({new_key() for _ in range(10)}) == 10


def test_a_ring_does_not_print_its_keys() -> None:
    assert OLD not in repr(ring(OLD)) + repr(vars(ring(OLD)))
