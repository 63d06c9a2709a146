"""How a script is served."""

import gzip
from hashlib import sha256

import cramjam
import pytest

from collector.answers import Answer
from collector.snippets import CURRENT, PINNED, Packed, Script, preferred

JAVASCRIPT = "tally=1;" * 50
SHA = sha256(JAVASCRIPT.encode()).hexdigest()
SCRIPT = Script(Packed(SHA, JAVASCRIPT), CURRENT)


def headers(answer: Answer) -> dict[bytes, bytes]:
    return dict(answer.start["headers"])


def test_is_served_plain_and_compressed_with_different_tags() -> None:
    plain, packed = SCRIPT.answer(False, b"", b""), SCRIPT.answer(False, b"gzip", b"")
    shortest = SCRIPT.answer(False, b"gzip, deflate, br, zstd", b"")
    assert plain.body["body"] == JAVASCRIPT.encode()
    assert gzip.decompress(packed.body["body"]) == JAVASCRIPT.encode()
    assert bytes(cramjam.brotli.decompress(shortest.body["body"])) == JAVASCRIPT.encode()
    assert [headers(answer).get(b"content-encoding") for answer in (plain, packed, shortest)] == [
        None,
        b"gzip",
        b"br",
    ]
    assert len({headers(answer)[b"etag"] for answer in (plain, packed, shortest)}) == 3


def test_is_made_once_and_given_again() -> None:
    assert SCRIPT.answer(False, b"br", b"") is SCRIPT.answer(False, b"br", b"")


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
    [f'"{SHA}"', f'W/"{SHA}"', f'"old", "{SHA}-gzip"', f'"{SHA}-br"', "*"],
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
    ("coding", "accept"),
    [
        (b"br", b"br"),
        (b"br", b"gzip, deflate, BR, zstd"),
        (b"br", b"gzip;q=1.0, br;q=0.1"),
        (b"gzip", b"gzip"),
        (b"gzip", b"br;q=0, GZIP"),
        (b"gzip", b"gzip;q=0.5"),
        (b"gzip", b"*"),
        (b"gzip", b"deflate, x-gzip;q=1.0"),
        (b"", b""),
        (b"", b"identity"),
        (b"", b"gzip;q=0"),
        (b"", b"gzip; q=0.000, br;q=0.0"),
        (b"", b"gzipped, brotli"),
    ],
)
def test_the_shortest_accepted_coding_is_taken(coding: bytes, accept: bytes) -> None:
    assert preferred(accept) == coding
