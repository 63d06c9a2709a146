"""What the demo consists of."""

from typing import Final

from schemas.definitions import Definition, Label
from schemas.triggers import Click, Custom, PageView, ScrollDepth

ORGANIZATION: Final = "demo"
PROJECT: Final = "demo-shop"
KEY: Final = "Demo shop"

PAGE_VIEWS: Final = Definition(
    name="page_views_total",
    type="counter",
    help="Views of pages, by path and browser.",
    triggers=(PageView(),),
    labels=(Label("path", "path"), Label("browser", "browser")),
)

# What the shop's pages (ops/demo) and its visitors make happen.
CART_ADDITIONS: Final = Definition(
    name="cart_additions_total",
    type="counter",
    help="Presses of Add to cart, by the product's page.",
    triggers=(Click("article.product button"),),
    labels=(Label("path", "path"),),
)
ORDER_VALUE: Final = Definition(
    name="order_value_euros",
    type="histogram",
    help="What orders are worth, shipping included.",
    unit="euros",
    triggers=(Custom("order_placed"),),
    value="event",
    buckets=(10, 25, 50, 100, 200, 400, 800),
)
LAST_ORDER: Final = Definition(
    name="last_order_euros",
    type="gauge",
    help="What the newest order is worth.",
    unit="euros",
    triggers=(Custom("order_placed"),),
    value="event",
)
SCROLL_DEPTH: Final = Definition(
    name="scroll_depth_percent",
    type="histogram",
    help="How far down pages are read.",
    unit="percent",
    triggers=(ScrollDepth(),),
    value="event",
    buckets=(25, 50, 75, 90),
)
DEFINITIONS: Final = (PAGE_VIEWS, CART_ADDITIONS, ORDER_VALUE, LAST_ORDER, SCROLL_DEPTH)
