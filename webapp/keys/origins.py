"""Allowed origins as owners type them, written the one way in which browsers send them (RFC 6454)."""

import re
from typing import Final
from urllib.parse import urlsplit

MAX_ORIGINS: Final = 50
MAX_LENGTH: Final = 253 + len("https://") + len(":65535")

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LABEL: Final = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(rf"(\*\.)?{_LABEL}(\.{_LABEL})*|\[[0-9a-f:.]+\]")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class OriginRefused(Exception):
    """Reject: the text is no origin of web pages; the message is for its author."""


def origin_of(text: str) -> str:
    """`https://shop.test` of a site's address in any common form: `shop.test`, `https://Shop.test/cart`.

    Without a scheme https is meant, http for this machine's own names. `https://*.shop.test` stands for
    every subdomain. Raises OriginRefused.
    """
    typed = text.strip()
    # A parser of addresses would drop line breaks without a word.
    if not typed.isprintable():
        raise OriginRefused("This is not an address of a website.")
    if not typed or len(typed) > MAX_LENGTH + 2048:
        raise OriginRefused("Give the address of your website, for example https://shop.test.")
    try:
        parts = urlsplit(typed if _SCHEME.match(typed) else f"{_scheme_for(typed)}://{typed}")
        host, port = (
            (parts.hostname or "").encode("idna" if "*" not in typed else "ascii"),
            parts.port,
        )
    except (ValueError, UnicodeError):
        raise OriginRefused("This is not an address of a website.") from None
    return _serialised(parts.scheme.lower(), host.decode(), port, has_user="@" in parts.netloc)


def _serialised(scheme: str, host: str, port: int | None, *, has_user: bool) -> str:
    if scheme not in _DEFAULT_PORTS:
        raise OriginRefused("Pages that can send events begin with https:// or http://.")
    written = f"[{host}]" if ":" in host else host
    if has_user or len(host) > 253 or not _HOST.fullmatch(written):
        raise OriginRefused("This is not an address of a website.")
    if written.startswith("*.") and "." not in written[2:]:
        raise OriginRefused("A wildcard stands below a domain of your own: https://*.shop.test.")
    suffix = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    return f"{scheme}://{written}{suffix}"


def _scheme_for(address: str) -> str:
    host = re.split(r"[:/]", address)[0]
    return "http" if host in ("localhost", "127.0.0.1") else "https"
