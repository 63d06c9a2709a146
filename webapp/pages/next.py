"""Where to go after signing in: only ever to a page of ours."""

from urllib.parse import urlsplit

HOME = "/projects"


def own_page(address: str) -> str:
    """`address` if it is a path on this host, else the list of projects."""
    parts = urlsplit(address)
    plain = address.isprintable() and "\\" not in address
    if parts.scheme or parts.netloc or not plain or not address.startswith("/"):
        return HOME
    return HOME if address.startswith("//") else address
