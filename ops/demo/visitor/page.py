"""What a browser finds in a page of the shop: the snippet's address and where one can go next."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass(frozen=True, slots=True)
class Found:
    """Absolute addresses: the hosted script ("" if the page has none), links within the shop."""

    script: str
    links: tuple[str, ...]


@dataclass
class _Finder(HTMLParser):
    base: str
    script: str = ""
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "async" in given and given.get("src"):
            self.script = urljoin(self.base, given["src"])
        if tag == "a" and (target := given.get("href")):
            self.links.append(urljoin(self.base, target))


def find(url: str, html: str) -> Found:
    """Read the page that stood at `url`."""
    finder = _Finder(url)
    finder.feed(html)
    here = urlsplit(url).netloc
    inside = (link for link in finder.links if urlsplit(link).netloc == here and "#" not in link)
    return Found(finder.script, tuple(dict.fromkeys(inside)))
