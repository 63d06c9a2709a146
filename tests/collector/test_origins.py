"""Which origins a key allows."""

import pytest

from collector.origins import parse_origins

ALLOWED = (
    "https://shop.test",
    "http://127.0.0.1:8002",
    "https://*.example.com",
    "http://*.local.test:8443",
    " HTTPS://Upper.Test:443/ ",
    "http://plain.test:80",
    "https://Bücher.example:8443",
    "https://*.bücher.example",
    "https://ü" + "b" * 64 + ".example",
)


@pytest.mark.parametrize(
    "origin",
    [
        b"https://shop.test",
        b"http://127.0.0.1:8002",
        b"https://www.example.com",
        b"https://a.b.example.com",
        b"http://x.local.test:8443",
        b"https://upper.test",
        b"http://plain.test",
        b"https://xn--bcher-kva.example:8443",
        b"https://www.xn--bcher-kva.example",
    ],
)
def test_allows_what_is_listed(origin: bytes) -> None:
    assert parse_origins(ALLOWED).allow(origin)


@pytest.mark.parametrize(
    "origin",
    [
        b"null",
        b"",
        b"http://shop.test",
        b"https://shop.test:444",
        b"https://shop.test.evil.test",
        b"https://evil.test",
        b"http://127.0.0.1:8003",
        b"https://example.com",
        b"https://.example.com",
        b"https://evilexample.com",
        b"http://www.example.com",
        b"https://www.example.com:8443",
        b"http://x.local.test",
    ],
)
def test_refuses_everything_else(origin: bytes) -> None:
    assert not parse_origins(ALLOWED).allow(origin)


def test_no_allowed_origin_allows_no_page() -> None:
    assert not parse_origins(()).allow(b"https://shop.test")
