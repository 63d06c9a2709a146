"""What stays of a URL."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collector.urls import strip_url


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("", ""),
        ("https://shop.test", "https://shop.test"),
        ("https://shop.test/p/1", "https://shop.test/p/1"),
        ("https://shop.test/p?utm_source=x", "https://shop.test/p?utm_source=x"),
        (
            "https://shop.test/p?a=1&utm_source=x&b=2&ref=y",
            "https://shop.test/p?utm_source=x&ref=y",
        ),
        ("https://shop.test/p?source=mail&token=t", "https://shop.test/p?source=mail"),
        ("https://shop.test/p?token=t", "https://shop.test/p"),
        ("https://shop.test/p?token=t#frag", "https://shop.test/p"),
        ("https://shop.test/p#token=t?utm_source=x", "https://shop.test/p"),
        ("https://shop.test/p?", "https://shop.test/p"),
        ("https://shop.test/p?utm_source=a?token=t", "https://shop.test/p?utm_source=a"),
        ("https://shop.test/p?utm_source=a=b", "https://shop.test/p?utm_source=a=b"),
        ("https://shop.test/p?ref", "https://shop.test/p?ref"),
        ("https://shop.test/p?reference=1&sources=2&utm=3", "https://shop.test/p"),
        ("https://shop.test/p?xutm_source=1", "https://shop.test/p"),
        ("https://user:secret@shop.test/p", "https://shop.test/p"),
        ("https://user:secret@shop.test", "https://shop.test"),
        ("https://a@b@shop.test/p", "https://shop.test/p"),
        ("//user@shop.test/p", "//shop.test/p"),
        ("https:\\\\user:secret@shop.test\\p", "https:\\\\shop.test\\p"),
        ("https:user:secret@shop.test/p", "https:shop.test/p"),
        (" \thttps://user:secret@shop.test/p", "https://shop.test/p"),
        ("ht\ntps://us\ter:secret@shop.test/p", "https://shop.test/p"),
        ("user:secret@shop.test/p", "user:shop.test/p"),
        ("https://shop.test/@user/post", "https://shop.test/@user/post"),
        ("/@user/post?x=1", "/@user/post"),
        ("android-app://com.example/https/shop.test", "android-app://com.example/https/shop.test"),
    ],
)
def test_keeps_the_place_and_the_campaign(url: str, kept: str) -> None:
    assert strip_url(url) == kept


@given(st.text(alphabet="https:/\\@?&#=utm_ref.source \t\n;aé"))
@example("a:@\\@")
def test_stripping_twice_is_stripping_once(url: str) -> None:
    once = strip_url(url)
    assert strip_url(once) == once


@given(st.text(), st.sampled_from(["token", "q", "xutm_source", "sources", "REF"]))
def test_no_other_parameter_and_no_fragment_survives(text: str, name: str) -> None:
    canary = "c4n4ry"
    place = text.replace("?", "").replace("#", "")
    assert canary not in strip_url(f"{place}?{name}={canary}")
    assert canary not in strip_url(f"{place}#{canary}")
    assert canary not in strip_url(f"{place}?utm_source=1&{name}={canary}&ref=2")


@given(st.text(alphabet=st.characters(exclude_characters="/\\?#@")))
def test_no_password_survives(user: str) -> None:
    assert "c4n4ry" not in strip_url(f"https://{user}:c4n4ry@shop.test/p")
