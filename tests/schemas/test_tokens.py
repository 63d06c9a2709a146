"""A snippet token has one text, and only the key it names makes it."""

import base64
import contextlib
import hashlib
import hmac
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.tokens import TokenClaims, TokenError, mint, parse, verify

KEY = bytes(range(32))
CLAIMS = TokenClaims("7hY2kQ9", 3, "c0ffee")
PINNED = "7hY2kQ9.3.c0ffee.R6CoAiqfCzeI7FQIgTPAKmxlC_ts8IcuIb8xhgANSds"

names = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=40)
claims = st.builds(TokenClaims, names, st.integers(0, 999_999_999), names | st.just(""))
keys = st.binary(min_size=32, max_size=32)


def test_the_bytes_of_a_token_are_pinned() -> None:
    assert mint(CLAIMS, KEY) == PINNED


def test_a_token_can_be_made_without_the_library() -> None:
    """itsdangerous' django-concat derivation, then HMAC-SHA256 in unpadded URL-safe base64."""
    derived = hashlib.sha256(b"tally.snippet" + b"signer" + KEY).digest()
    body, _, signature = PINNED.rpartition(".")
    made = hmac.digest(derived, body.encode(), "sha256")
    assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == signature


@given(claims, keys)
def test_what_was_minted_reads_back_verifies_and_needs_no_escaping(
    made_of: TokenClaims, key: bytes
) -> None:
    token = mint(made_of, key)
    assert parse(token) == made_of
    verify(token, key)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", token)
    assert mint(made_of, key) == token


@given(claims, keys, keys)
def test_another_key_does_not_verify(made_of: TokenClaims, key: bytes, other: bytes) -> None:
    if key != other:
        with pytest.raises(TokenError, match="signature"):
            verify(mint(made_of, key), other)


@given(st.integers(0, len(PINNED) - 1), st.characters())
def test_a_token_with_one_character_changed_does_not_verify(place: int, character: str) -> None:
    if character != PINNED[place]:
        with pytest.raises(TokenError):
            verify(PINNED[:place] + character + PINNED[place + 1 :], KEY)


@pytest.mark.parametrize(
    "token",
    [
        PINNED + "=",
        PINNED + "\n",
        " " + PINNED,
        PINNED[:-1],
        PINNED + "A",
        PINNED[:-1] + chr(ord(PINNED[-1]) + 1),  # the same bytes once base64 is undone
        PINNED.replace(".3.", ".03."),
        PINNED.replace(".3.", ".4."),
        PINNED.rpartition(".")[0],
        PINNED.rpartition(".")[0] + ".",
        "." + PINNED.rpartition(".")[2],
        "",
        "\ud800",
        "é.1.x.y",
    ],
)
def test_any_other_text_does_not_verify(token: str) -> None:
    with pytest.raises(TokenError, match="signature"):
        verify(token, KEY)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "...",
        "a.1.s",
        "a.1.s.sig.more",
        ".1.s.sig",
        "a..s.sig",
        "a.-1.s.sig",
        "a.+1.s.sig",
        "a.1e3.s.sig",
        "a.01.s.sig",
        "a.1234567890.s.sig",
        "a.٣.s.sig",
        "a.1.s t.sig",
        "é.1.s.sig",
        "a\n.1.s.sig",
        "\ud800.1.s.sig",
        "9" * 10_000,
    ],
)
def test_a_text_that_is_no_token_is_malformed(token: str) -> None:
    with pytest.raises(TokenError, match="malformed"):
        parse(token)


@given(st.text())
def test_no_text_raises_anything_but_token_error(text: str) -> None:
    with contextlib.suppress(TokenError):
        parse(text)
    with pytest.raises(TokenError):
        verify(text, KEY)


@pytest.mark.parametrize(
    "made_of",
    [
        TokenClaims("", 1, "s"),
        TokenClaims("a.b", 1, "s"),
        TokenClaims("a", -1, "s"),
        TokenClaims("a", 10**9, "s"),
        TokenClaims("a", 1, "s.t"),
        TokenClaims("a", 1, "s\n"),
        TokenClaims("é", 1, "s"),
    ],
)
def test_claims_that_a_token_cannot_carry_are_not_minted(made_of: TokenClaims) -> None:
    with pytest.raises(ValueError, match="not the claims of a token"):
        mint(made_of, KEY)
