"""What a browser finds in a page of the shop: the snippet's address and where one can go next."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass(frozen=True, slots=True)
class Found:
    """Absolute addresses: the hosted script ("" if the page has none), links within the shop.

    `product` is what the page's button puts into the cart, "" if it has none; `order` is what the cart
    costs, 0 where nothing can be ordered.
    """

    script: str
    links: tuple[str, ...]
    product: str = ""
    order: int = 0


@dataclass
class _Finder(HTMLParser):
    base: str
    script: str = ""
    links: list[str] = field(default_factory=list)
    product: str = ""
    order: int = 0
    _in_product: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "async" in given and given.get("src"):
            self.script = urljoin(self.base, given["src"])
        self._in_product |= tag == "article" and given.get("class") == "product"
        if tag == "button" and self._in_product and given.get("name") == "more":
            self.product = given.get("value") or ""
        if tag == "form" and given.get("class") == "order":
            self.order = int(given.get("data-value") or 0)
        if tag == "a" and (target := given.get("href")):
            self.links.append(urljoin(self.base, target))


def find(url: str, html: str) -> Found:
    """Read the page that stood at `url`."""
    finder = _Finder(url)
    finder.feed(html)
    here = urlsplit(url).netloc
    inside = (link for link in finder.links if urlsplit(link).netloc == here and "#" not in link)
    return Found(finder.script, tuple(dict.fromkeys(inside)), finder.product, finder.order)
