"""Passwords: hard enough to guess, hashed by argon2id, one answer whether there is an account or not."""

import pytest

from webapp.accounts.passwords import fault, hashed, is_password


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "Use at least 8 characters."),
        ("x" * 1_001, "Use at most 1000 characters."),
        ("password1", "easy to guess"),
        ("qwertyuiop", "easy to guess"),
        ("ann@shop.test", "easy to guess"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("tallylight", "easy to guess"),
        ("lamp and larder by the harbour", ""),
        ("lampe et épicerie près du port", ""),
    ],
)
def test_a_weak_one_is_named(password: str, said: str) -> None:
    found = fault(password, "ann@shop.test")
    assert said in found
    assert bool(said) == bool(found)


def test_a_hash_is_argon2id_with_its_own_salt_and_verifies() -> None:
    one, other = hashed("lamp and larder"), hashed("lamp and larder")
    assert one.startswith("$argon2id$")
    assert one != other
    assert is_password("lamp and larder", one)
    assert not is_password("lamp and larder ", one)


def test_nobodys_password_is_never_right() -> None:
    assert not is_password("nobody's", None)
    assert not is_password("nobody's", "no hash")
