"""How a script is served."""

import gzip
from hashlib import sha256

import pytest

from collector.answers import Answer
from collector.snippets import CURRENT, PINNED, Packed, Script, accepts_gzip

JAVASCRIPT = "tally=1;" * 50
SHA = sha256(JAVASCRIPT.encode()).hexdigest()
SCRIPT = Script(Packed(SHA, JAVASCRIPT), CURRENT)


def headers(answer: Answer) -> dict[bytes, bytes]:
    return dict(answer.start["headers"])


def test_is_served_plain_and_compressed_with_different_tags() -> None:
    plain, packed = SCRIPT.answer(False, b"", b""), SCRIPT.answer(False, b"gzip, br", b"")
    assert plain.body["body"] == JAVASCRIPT.encode()
    assert gzip.decompress(packed.body["body"]) == JAVASCRIPT.encode()
    assert headers(packed)[b"content-encoding"] == b"gzip"
    assert headers(plain)[b"etag"] != headers(packed)[b"etag"]


def test_any_page_may_load_it_and_no_browser_guesses_its_type() -> None:
    sent = headers(SCRIPT.answer(False, b"", b""))
    assert sent[b"access-control-allow-origin"] == b"*"
    assert sent[b"cross-origin-resource-policy"] == b"cross-origin"
    assert sent[b"x-content-type-options"] == b"nosniff"
    assert sent[b"content-type"] == b"text/javascript; charset=utf-8"
    assert sent[b"vary"] == b"Accept-Encoding"


def test_the_current_one_is_short_lived_and_a_pinned_one_immutable() -> None:
    assert headers(SCRIPT.answer(False, b"", b""))[b"cache-control"] == (
        b"public, max-age=300, stale-while-revalidate=600"
    )
    pinned = Script(Packed(SHA, JAVASCRIPT), PINNED).answer(False, b"", b"")
    assert b"immutable" in headers(pinned)[b"cache-control"]


@pytest.mark.parametrize(
    "if_none_match",
    [f'"{SHA}"', f'W/"{SHA}"', f'"old", "{SHA}-gzip"', "*"],
)
def test_an_unchanged_script_is_304_without_body(if_none_match: str) -> None:
    answer = SCRIPT.answer(False, b"gzip", if_none_match.encode())
    assert (answer.status, answer.body["body"]) == (304, b"")
    assert headers(answer)[b"etag"] == f'"{SHA}-gzip"'.encode()


@pytest.mark.parametrize("if_none_match", [b"", b'"old"', SHA.encode(), b'"' + SHA.encode()])
def test_a_changed_script_is_sent_whole(if_none_match: bytes) -> None:
    assert SCRIPT.answer(False, b"", if_none_match).status == 200


def test_head_says_how_long_it_would_be() -> None:
    answer = SCRIPT.answer(True, b"", b"")
    assert answer.body["body"] == b""
    assert headers(answer)[b"content-length"] == str(len(JAVASCRIPT)).encode()


@pytest.mark.parametrize(
    "accept", [b"gzip", b"br, GZIP", b"gzip;q=0.5", b"*", b"deflate, gzip;q=1.0"]
)
def test_gzip_is_accepted(accept: bytes) -> None:
    assert accepts_gzip(accept)


@pytest.mark.parametrize(
    "accept", [b"", b"br", b"identity", b"gzip;q=0", b"gzip; q=0.000", b"gzipped"]
)
def test_gzip_is_not_accepted(accept: bytes) -> None:
    assert not accepts_gzip(accept)
