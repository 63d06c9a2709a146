import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.demo.cart import MOST, Cart, changed, parse, total, write
from ops.demo.catalog import PRODUCTS

CARTS = st.dictionaries(st.sampled_from(sorted(PRODUCTS)), st.integers(1, MOST))


@given(CARTS)
def test_a_cart_survives_its_cookie(cart: Cart) -> None:
    assert parse(write(cart)) == cart


@given(st.text())
def test_a_forged_cookie_holds_nothing_but_products(text: str) -> None:
    assert all(slug in PRODUCTS and 1 <= count <= MOST for slug, count in parse(text).items())


def test_counts_stay_between_nothing_and_nine_and_keep_their_place() -> None:
    held = {"paper-lantern": 9, "smoked-sea-salt": 1}
    assert list(changed(held, "paper-lantern", 1).items()) == list(held.items())
    assert changed(held, "smoked-sea-salt", -1) == {"paper-lantern": 9}
    assert changed({}, "paper-lantern", -1) == {}


def test_what_is_not_sold_cannot_be_put_in() -> None:
    with pytest.raises(KeyError):
        changed({}, "candle", 1)


def test_the_total_counts_each_piece() -> None:
    assert total({"paper-lantern": 2, "fig-and-walnut-jam": 1}) == 2 * 39 + 9
