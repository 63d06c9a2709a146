"""The cart, kept in one functional cookie of the shop: `slug.2_slug.1`. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from ops.demo.catalog import PRODUCTS

COOKIE: Final = "larder_cart"
MOST: Final = 9

Cart = Mapping[str, int]


def parse(text: str) -> Cart:
    """The cart that a cookie names; whatever is not a product of ours is left out."""
    return dict(_lines(text))


def _lines(text: str) -> Iterator[tuple[str, int]]:
    for line in text.split("_"):
        slug, _, count = line.rpartition(".")
        if slug in PRODUCTS and len(count) == 1 and count in "123456789":
            yield slug, int(count)


def write(cart: Cart) -> str:
    """The cookie's value, `parse` backwards."""
    return "_".join(f"{slug}.{count}" for slug, count in cart.items())


def changed(cart: Cart, slug: str, by: int) -> Cart:
    """The cart with `by` more (or less) of one product, within 0 to 9. Raises KeyError."""
    if slug not in PRODUCTS:
        raise KeyError(slug)
    count = min(max(cart.get(slug, 0) + by, 0), MOST)
    return {held: number for held, number in {**cart, slug: count}.items() if number}


def total(cart: Cart) -> int:
    """What the cart costs, in whole euros."""
    return sum(PRODUCTS[slug].price * count for slug, count in cart.items())
