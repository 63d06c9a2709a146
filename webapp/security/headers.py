"""Security headers of every answer (web.md "Pages")."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

# No style attributes, no script but ours, nothing from elsewhere, in nobody's frame.
_CSP: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'{connect}; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS: Final = "max-age=31536000; includeSubDomains"


def install(app: Flask) -> None:
    """Put the headers on every answer; templates get `csp_nonce`, new with each request."""
    app.after_request(_add)
    app.context_processor(lambda: {"csp_nonce": nonce()})


def nonce() -> str:
    """This request's nonce for script elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    value: str = g.csp_nonce
    return value


def connect(url: str) -> None:
    """Let this answer's page also ask the origin of `url`, an address from our own settings."""
    parts = urlsplit(url)
    g.csp_connect = f" {parts.scheme}://{parts.netloc}"


def _add(response: Response) -> Response:
    response.headers.update(_FIXED)
    response.headers["Content-Security-Policy"] = _CSP.format(
        nonce=nonce(), connect=g.get("csp_connect", "")
    )
    # Pages are somebody's own; assets say otherwise themselves.
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _HSTS
    return response
