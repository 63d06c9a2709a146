"""The pages of the shop as HTML; functions of the catalog and the visitor's cart."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from ops.demo.cart import MOST, Cart, total
from ops.demo.catalog import CATEGORIES, PRODUCTS, Category, Product, shelf

_ART: Final = Path(__file__).parent / "art"
_PICTURES: Final = {path.stem: path.read_text(encoding="utf-8") for path in _ART.glob("*.svg")}


@dataclass(frozen=True, slots=True)
class Page:
    """What goes between the shop's header and footer; `main` is HTML, `title` is text.

    A page that `has_orders` has the form that shop.js tells Tallylight about.
    """

    title: str
    main: str
    status: int = 200
    has_orders: bool = False


def home() -> Page:
    shelves = "".join(_shelf(category) for category in CATEGORIES.values())
    return Page(
        "Lamp & Larder",
        f"""<section class="hero">
<div><h1>Light for the table, and something to put on it.</h1>
<p>Lamps that can be mended and food with few ingredients, sent from a small shop by the harbour.</p>
<p><a class="button" href="/lamps">See the lamps</a> <a class="quiet" href="/larder">Fill the larder</a></p>
</div>{_picture("hero", "0 0 540 360")}</section>{shelves}""",
    )


def category(found: Category) -> Page:
    return Page(
        found.name,
        f"<h1>{escape(found.name)}</h1><p class=lead>{escape(found.line)}</p>"
        f"{_grid(shelf(found.slug))}",
    )


def product(found: Product) -> Page:
    facts = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in found.facts)
    shelf_name = CATEGORIES[found.category].name
    return Page(
        found.name,
        f"""<nav class="trail" aria-label="You are here"><a href="/">Shop</a>
<a href="/{found.category}">{escape(shelf_name)}</a></nav>
<article class="product">{_picture(found.slug)}<div>
<h1>{escape(found.name)}</h1><p class="price">{_euros(found.price)}</p>
<p>{escape(found.text)}</p>
<form method="post" action="/cart"><button class="button" name="more" value="{found.slug}">
Add to cart</button></form>
<dl>{facts}</dl></div></article>
<h2>Goes with</h2>{_grid(PRODUCTS[slug] for slug in found.beside)}""",
    )


def cart(held: Cart) -> Page:
    if not held:
        return Page(
            "Your cart",
            """<h1>Your cart</h1><div class="empty"><p>Nothing in here yet. What you add on a
product's page waits here until you order.</p>
<p><a class="button" href="/larder">Start with the larder</a></p></div>""",
        )
    lines = "".join(_cart_line(PRODUCTS[slug], count) for slug, count in held.items())
    return Page(
        "Your cart",
        f"""<h1>Your cart</h1><table class="cart"><thead><tr><th scope="col">Product</th>
<th scope="col" class="number">Each</th><th scope="col" class="count">Count</th>
<th scope="col" class="number">Sum</th></tr></thead><tbody>{lines}</tbody>
</table>
<p class="total"><span>Together, shipping included</span><strong>{_euros(total(held))}</strong></p>
<form method="post" action="/orders" class="order" data-value="{total(held)}">
<button class="button">Place the order</button>
<p>This is a demonstration: nothing is charged and nothing is sent.</p></form>""",
        has_orders=True,
    )


def order(number: str) -> Page:
    return Page(
        f"Order {number}",
        f"""<h1>Thank you</h1><p class="lead">Order {escape(number)} is on its way to nobody: this is
a demonstration shop. Nothing was charged.</p><p><a class="button" href="/">Back to the shop</a></p>""",
    )


def about() -> Page:
    return Page(
        "About us",
        """<article class="prose"><h1>About us</h1>
<p class="lead">Lamp &amp; Larder is two rooms by a harbour: one where lamps are taken apart and put
together again, one that smells of bread.</p>
<h2>Why lamps and food?</h2><p>Because most evenings need both. We sell few things, and we use each of
them ourselves for a winter before it gets a place on a shelf.</p>
<h2>Mending</h2><p>Every lamp comes apart with one key. Parts cost what they cost us, and the drawings
are in the box.</p>
<h2>About this shop</h2><p>It does not exist. It is part of Tallylight, which counts the views of
these pages, and you may order as much as you like.</p></article>""",
    )


def missing() -> Page:
    return Page(
        "Not here",
        """<h1>There is nothing at this address</h1><p class="lead">The page may have sold out. The
shelves are still here.</p><p><a class="button" href="/">Back to the shop</a></p>""",
        404,
    )


def _shelf(found: Category) -> str:
    head = f'<h2>{escape(found.name)}</h2><p>{escape(found.line)} <a href="/{found.slug}">See all</a></p>'
    return (
        f'<section class="shelf"><div class="head">{head}</div>{_grid(shelf(found.slug))}</section>'
    )


def _grid(products: Iterable[Product]) -> str:
    return f'<ul class="grid">{"".join(_card(found) for found in products)}</ul>'


def _card(found: Product) -> str:
    return f"""<li><a class="card" href="{found.path}">{_picture(found.slug)}
<span class="name">{escape(found.name)}</span><span class="price">{_euros(found.price)}</span>
<span class="line">{escape(found.line)}</span></a></li>"""


def _cart_line(found: Product, count: int) -> str:
    less = f'<button name="less" value="{found.slug}" aria-label="One less">&minus;</button>'
    off = "" if count < MOST else " disabled"
    more = f'<button name="more" value="{found.slug}" aria-label="One more"{off}>+</button>'
    return f"""<tr><th scope="row"><a href="{found.path}">{escape(found.name)}</a></th>
<td class="number">{_euros(found.price)}</td>
<td class="count"><form method="post" action="/cart">{less}<output>{count}</output>{more}</form></td>
<td class="number">{_euros(found.price * count)}</td></tr>"""


def _picture(name: str, box: str = "0 0 320 240") -> str:
    """Decoration: the name stands beside it, so a screen reader need not be told."""
    return f'<svg class="art" viewBox="{box}" aria-hidden="true">{_PICTURES[name]}</svg>'


def _euros(amount: int) -> str:
    return f"€\N{NARROW NO-BREAK SPACE}{amount}"
