"""Signatures are the ones of Standard Webhooks' own libraries, and nothing else passes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from schemas.signatures import is_signed, is_timely, secret_key, secret_text, sign

KEY = bytes(range(32))
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ID, SECONDS = b"0123456789abcdefghijkl", b"1795478400"
BODY = '{"name":"caf\u00e9"}'.encode()
# Made by npm's standardwebhooks 1.1.1 from the same message.
BY_NPM = b"v1,yJHr7xW7UVvRyc+diMBmUrCSA/UE1GIqKf/cx4JwX9Q="


def test_a_secret_is_its_text_and_its_bytes() -> None:
    assert (secret_text(KEY), secret_key(SECRET)) == (SECRET, KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        SECRET[6:],
        SECRET[:-1],
        SECRET + "=",
        SECRET[:-2] + "9=",
        "whsec_AAEC",
        "whsec_\u00e9",
    ],
)
def test_any_other_text_is_no_secret_and_is_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a secret$"):
        secret_key(text)


def test_the_stock_libraries_sign_alike() -> None:
    moment = datetime.fromtimestamp(int(SECONDS), UTC)
    by_pypi = Webhook(SECRET).sign(ID.decode(), moment, BODY.decode()).encode()
    assert sign(KEY, ID, SECONDS, BODY) == by_pypi == BY_NPM


@pytest.mark.parametrize("given", [BY_NPM, b"v1,x " + BY_NPM, BY_NPM + b" v1a,x", b"  " + BY_NPM])
def test_one_signature_of_several_is_enough(given: bytes) -> None:
    assert is_signed([b"0" * 32, KEY], ID, SECONDS, BODY, given)


@pytest.mark.parametrize("given", [b"", b"v1,", BY_NPM[3:], b"v2" + BY_NPM[2:], BY_NPM + b","])
def test_no_signature_is_refused(given: bytes) -> None:
    assert not is_signed([KEY], ID, SECONDS, BODY, given)


def test_without_a_key_nothing_is_signed() -> None:
    assert not is_signed([], ID, SECONDS, BODY, BY_NPM)


@given(st.integers(0, 3), st.integers(0, 200), st.integers(1, 255))
def test_one_other_byte_anywhere_is_refused(part: int, at: int, change: int) -> None:
    parts = [ID, SECONDS, BODY, BY_NPM]
    damaged = bytearray(parts[part])
    damaged[at % len(damaged)] ^= change
    parts[part] = bytes(damaged)
    identity, seconds, body, signature = parts
    assert not is_signed([KEY], identity, seconds, body, signature)


@pytest.mark.parametrize(
    ("off_ms", "timely"),
    [(0, True), (300_000, True), (-300_000, True), (300_001, False), (-300_001, False)],
)
def test_five_minutes_either_way(off_ms: int, timely: bool) -> None:
    assert is_timely(SECONDS, int(SECONDS) * 1000 + off_ms) is timely
