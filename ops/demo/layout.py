"""The frame around every page: head, header, footer, the snippet, and a script where one orders."""

from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

from ops.demo.cart import Cart
from ops.demo.catalog import CATEGORIES
from ops.demo.pages import Page

_ORDERS: Final = '\n<script defer src="/shop.js"></script>'


@dataclass(frozen=True, slots=True)
class Carries:
    """Whose snippet the pages carry, where it is served, and the web app to look at ("" = no link)."""

    collector_url: str
    project: str
    web_url: str = ""

    @property
    def script(self) -> str:
        return f"{self.collector_url.rstrip('/')}/s/{self.project}.js"


def document(page: Page, path: str, held: Cart, carries: Carries) -> str:
    """The whole document; `path` marks the current place in the menu."""
    title = page.title if page.title == "Lamp & Larder" else f"{page.title} · Lamp & Larder"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/shop.css">
<script async src="{escape(carries.script)}"></script>{_ORDERS if page.has_orders else ""}
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true"><path class="cord"
d="M12 0v6"/><path class="enamel" d="M9.5 5h5L21 15H3z"/><ellipse class="bulb" cx="12" cy="15.5"
rx="5" ry="2.5"/></svg>Lamp &amp; Larder</a>
<nav aria-label="Shop">{_menu(path, held)}</nav></header>
<main id="main">{page.main}</main>
<footer><p>Lamp &amp; Larder is a demonstration. Nothing is charged, nothing is sent.</p>
<p>{_counted_by(carries.web_url)}</p></footer>
</body>
</html>
"""


def csp(carries: Carries) -> str:
    """What the shop's own pages need, and the two lines that Tallylight recommends for a snippet."""
    parts = urlsplit(carries.collector_url)
    collector = f"{parts.scheme}://{parts.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {collector} 'self'",
            f"connect-src {collector}",
            "style-src 'self'",
            "img-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _menu(path: str, held: Cart) -> str:
    count = sum(held.values())
    places = {f"/{slug}": found.name for slug, found in CATEGORIES.items()}
    places |= {"/about": "About", "/cart": f"Cart ({count})" if count else "Cart"}
    return "".join(
        f'<a href="{place}"{" aria-current=page" if place == path else ""}>{name}</a>'
        for place, name in places.items()
    )


def _counted_by(web_url: str) -> str:
    if not web_url:
        return "Views are counted by Tallylight."
    return f'Views are counted by <a href="{escape(web_url)}">Tallylight</a>.'
