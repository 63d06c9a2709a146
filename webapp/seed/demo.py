"""What the demo consists of."""

from typing import Final

from schemas.definitions import Definition, Label
from schemas.triggers import PageView

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
