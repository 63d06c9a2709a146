"""What an owner pastes: the snippet inline, hosted, or pinned to one version."""

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from codegen.snippet import Snippet


@dataclass(frozen=True, slots=True)
class Csp:
    """Sources to add to the page's own Content-Security-Policy, by directive."""

    script_src: str
    connect_src: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way to carry a snippet: the HTML, the script's address ("" inline), and what CSP must allow.

    `integrity` is "" where the script may change under its address.
    """

    html: str
    url: str
    integrity: str
    csp: Csp


def inline(snippet: Snippet, endpoint: str) -> Form:
    """The script in the page: no further request, but a new paste with each change."""
    digest = f"'{_integrity(snippet)}'"
    html = f"<script>{snippet.javascript}</script>"
    return Form(html, "", "", Csp(digest, origin(endpoint)))


def hosted(collector_url: str, slug: str, endpoint: str) -> Form:
    """The script as the collector serves it: always the current one."""
    url = f"{collector_url.rstrip('/')}/s/{slug}.js"
    html = f'<script async src="{escape(url)}"></script>'
    return Form(html, url, "", Csp(origin(url), origin(endpoint)))


def pinned(snippet: Snippet, collector_url: str, slug: str, endpoint: str) -> Form:
    """One immutable version with subresource integrity; cross-origin SRI needs CORS, hence crossorigin."""
    url = f"{collector_url.rstrip('/')}/s/{slug}/{snippet.sha256}.js"
    integrity = _integrity(snippet)
    attributes = f'src="{escape(url)}" integrity="{integrity}" crossorigin="anonymous"'
    html = f"<script async {attributes}></script>"
    return Form(html, url, integrity, Csp(origin(url), origin(endpoint)))


def origin(url: str) -> str:
    """The origin of `url` as a CSP source."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _integrity(snippet: Snippet) -> str:
    """https://www.w3.org/TR/SRI/ and CSP's hash-source share this form."""
    return f"sha256-{b64encode(bytes.fromhex(snippet.sha256)).decode()}"
