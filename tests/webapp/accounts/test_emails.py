"""E-mail addresses have one spelling each."""

import pytest

from webapp.accounts.emails import normalised


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ann@Shop.Test ", "ann@shop.test"),
        ("a.b+c@shop.test", "a.b+c@shop.test"),
        ("ann@localhost", "ann@localhost"),
        ("ann", None),
        ("@shop.test", None),
        ("ann@", None),
        ("ann@shop..test", None),
        ("ann@b@shop.test", None),
        ("an\nn@shop.test", None),
        ("ann <ann@shop.test>", None),
        ("a" * 250 + "@shop.test", None),
        ("", None),
    ],
)
def test_what_cannot_be_one_is_none(text: str, address: str | None) -> None:
    assert normalised(text) == address
