"""Origins as people type them, and as browsers send them."""

import pytest

from webapp.keys.origins import OriginRefused, origin_of


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://shop.test", "https://shop.test"),
        (" HTTPS://Shop.Test/cart?x=1#y ", "https://shop.test"),
        ("shop.test", "https://shop.test"),
        ("shop.test/cart", "https://shop.test"),
        ("shop.test:8443", "https://shop.test:8443"),
        ("https://shop.test:443", "https://shop.test"),
        ("http://shop.test:80/", "http://shop.test"),
        ("http://shop.test:443", "http://shop.test:443"),
        ("localhost:3000", "http://localhost:3000"),
        ("127.0.0.1:3000/x", "http://127.0.0.1:3000"),
        ("https://localhost", "https://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://*.shop.test", "https://*.shop.test"),
        ("*.shop.test:8443", "https://*.shop.test:8443"),
        ("bücher.test", "https://xn--bcher-kva.test"),
        ("my_shop.test", "https://my_shop.test"),
    ],
)
def test_a_site_has_one_origin(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin
    assert origin_of(origin) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "https://",
        "*",
        "https://*",
        "https://*.test",
        "https://shop.*.test",
        "https://*shop.test",
        "ftp://shop.test",
        "file:///etc/passwd",
        "javascript://shop.test",
        "https://ann@shop.test",
        "https://ann:secret@shop.test",
        "https://shop.test:0x50",
        "https://shop.test:99999",
        "https://shop test",
        "https://shop..test",
        "https://-shop.test",
        "https://shop.test\n.evil.test",
        "https://[::1",
        "https://*.bücher.test",
        "no origin",
        "x" * 3_000,
    ],
)
def test_what_is_none_is_refused_with_words(typed: str) -> None:
    with pytest.raises(OriginRefused) as refused:
        origin_of(typed)
    assert str(refused.value).endswith(".")
