"""Tokens, and how long a verified one is believed."""

import pytest

from collector.credentials import Credential, SigningKey, Tokens
from collector.opened import Sealed
from collector.origins import Origins
from schemas import tokens
from schemas.process.errors import Reject
from schemas.tokens import TokenClaims
from tests.collector.samples import RING

SIGNING = b"k" * 32


def sealed(key: bytes) -> Sealed:
    return Sealed(RING.encrypt(key), RING, "a signing key", "key1", 1)


def credential(**changes: object) -> Credential:
    fields: dict[str, object] = {
        "key_id": "key1",
        "project_id": "p",
        "org": "o",
        "project": "s",
        "partition": 0,
        "scopes": frozenset(),
        "origins": Origins(frozenset()),
        "signing": {1: SigningKey(sealed(SIGNING), False), 2: SigningKey(sealed(b"2" * 32), True)},
    }
    return Credential(**{**fields, **changes})  # type: ignore[arg-type]


def mint(key_id: str = "key1", version: int = 1, key: bytes = SIGNING) -> str:
    return tokens.mint(TokenClaims(key_id, version, "c0ffee"), key)


def test_a_token_names_its_key_and_its_snippet() -> None:
    verified = Tokens({"key1": credential()}).verify(mint())
    assert (verified.credential.key_id, verified.snippet_version) == ("key1", "c0ffee")
    assert not verified.retired


def test_a_retired_version_is_verified_and_says_so() -> None:
    assert Tokens({"key1": credential()}).verify(mint(version=2, key=b"2" * 32)).retired


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "....",
        mint(key_id="other"),
        mint(version=3),
        mint(key=b"x" * 32),
        mint(version=2),
        mint()[:-1],
        mint() + "x",
        "key1.1.c0ffee.\u00e9",
        "key1.\u0661.c0ffee.x",
        "key1.1.\ud800.x",
    ],
)
def test_anything_else_is_unknown(token: str) -> None:
    with pytest.raises(Reject, match="credential_unknown"):
        Tokens({"key1": credential()}).verify(token)


def test_a_remembered_token_is_forgotten_when_its_key_is_replaced_or_removed() -> None:
    known = {"key1": credential()}
    verifier = Tokens(known)
    assert not verifier.verify(mint()).credential.revoked
    known["key1"] = credential(revoked=True)
    assert verifier.verify(mint()).credential.revoked
    known["key1"] = credential(signing={})
    with pytest.raises(Reject):
        verifier.verify(mint())
    del known["key1"]
    with pytest.raises(Reject):
        verifier.verify(mint())


def test_memory_of_tokens_is_bounded() -> None:
    many = {f"key{n}": credential(key_id=f"key{n}") for n in range(10)}
    verifier = Tokens(many, limit=3)
    for key_id in many:
        verifier.verify(mint(key_id))
    assert len(verifier._remembered) == 3


def test_signing_keys_do_not_print() -> None:
    assert "k" * 32 not in repr(credential())
    assert "k" * 32 not in repr(sealed(SIGNING))
    assert sealed(SIGNING).open() == SIGNING


def test_a_key_that_does_not_open_leaves_its_tokens_unknown() -> None:
    foreign = SigningKey(Sealed("foreign", RING, "a signing key", "key1", 1), False)
    with pytest.raises(Reject, match="credential_unknown"):
        Tokens({"key1": credential(signing={1: foreign})}).verify(mint())
