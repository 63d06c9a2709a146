"""Size, coding and type of a body."""

import gzip
import tracemalloc
import zlib

import pytest

from collector.content import beacon_bytes, gunzip
from schemas.beacon import MAX_BODY_BYTES
from schemas.process.errors import Reject

PLAIN = {b"content-type": b"text/plain"}
GZIP = {**PLAIN, b"content-encoding": b"gzip"}


def code_of(body: bytes, headers: dict[bytes, bytes]) -> str:
    with pytest.raises(Reject) as refused:
        beacon_bytes(body, headers)
    return refused.value.code


@pytest.mark.parametrize(
    "content_type",
    [b"text/plain", b"text/plain;charset=UTF-8", b"application/json", b"Application/JSON ; x=y"],
)
def test_takes_plain_text_and_json(content_type: bytes) -> None:
    assert beacon_bytes(b"{}", {b"content-type": content_type}) == b"{}"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {b"content-type": b""},
        {b"content-type": b"application/x-www-form-urlencoded"},
        {b"content-type": b"text/plainer"},
        {**PLAIN, b"content-encoding": b"br"},
        {**PLAIN, b"content-encoding": b"gzip, gzip"},
    ],
)
def test_refuses_other_types_and_codings(headers: dict[bytes, bytes]) -> None:
    assert code_of(b"{}", headers) == "unsupported_media_type"


@pytest.mark.parametrize("coding", [b"gzip", b"x-gzip", b" GZIP "])
def test_undoes_gzip(coding: bytes) -> None:
    assert (
        beacon_bytes(gzip.compress(b"{}", mtime=0), {**PLAIN, b"content-encoding": coding}) == b"{}"
    )


def test_identity_is_no_coding() -> None:
    assert beacon_bytes(b"{}", {**PLAIN, b"content-encoding": b"identity"}) == b"{}"


def test_takes_exactly_64_kib_before_and_after_gzip() -> None:
    largest = b"x" * MAX_BODY_BYTES
    assert beacon_bytes(largest, PLAIN) == largest
    assert beacon_bytes(gzip.compress(largest, mtime=0), GZIP) == largest


def test_refuses_one_byte_more_before_and_after_gzip() -> None:
    larger = b"x" * (MAX_BODY_BYTES + 1)
    assert code_of(larger, PLAIN) == "too_large"
    assert code_of(gzip.compress(larger, mtime=0), GZIP) == "too_large"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        gzip.compress(b"{}", mtime=0)[:-1],
        gzip.compress(b"{}", mtime=0) + b"x",
        gzip.compress(b"{}", mtime=0) * 2,
        zlib.compress(b"{}"),
    ],
)
def test_what_is_not_one_gzip_member_is_malformed(body: bytes) -> None:
    assert beacon_bytes(body, GZIP) is None


def test_size_is_judged_before_the_type_and_the_type_before_the_content() -> None:
    image = {b"content-type": b"image/png", b"content-encoding": b"gzip"}
    assert code_of(gzip.compress(b"x" * (MAX_BODY_BYTES + 1)), image) == "too_large"
    assert code_of(b"not gzip", image) == "unsupported_media_type"


def test_a_bomb_is_not_inflated_beyond_the_limit() -> None:
    bomb = gzip.compress(bytes(50 * 1024 * 1024))
    tracemalloc.start()
    with pytest.raises(Reject):
        gunzip(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MAX_BODY_BYTES
