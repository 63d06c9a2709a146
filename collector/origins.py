"""Which pages may send: the Origin header against a key's allowed origins (RFC 6454)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WILDCARD: Final = re.compile(r"(https?://)\*\.(?P<host>[^/*]+)")
# Keys of one project, and one key again and again, allow the same.
_REMEMBERED: Final = 1_024
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Origins:
    """`exact` as browsers write them; `below` holds (scheme, host with port) of `https://*.example.com`."""

    exact: frozenset[bytes]
    below: tuple[tuple[bytes, bytes], ...] = ()

    def allow(self, origin: bytes) -> bool:
        """Whether a page of `origin` may send. A wildcard takes every subdomain and not the domain."""
        if origin in self.exact:
            return True
        return any(
            origin.startswith(scheme) and origin.endswith(host) and len(origin) > len(scheme + host)
            for scheme, host in self.below
        )


@lru_cache(_REMEMBERED)
def parse_origins(texts: tuple[str, ...]) -> Origins:
    """The allowed origins of a key; case and default ports are written as browsers serialise them."""
    exact: set[bytes] = set()
    below: list[tuple[bytes, bytes]] = []
    for text in map(_serialised, texts):
        wildcard = _WILDCARD.fullmatch(text)
        if wildcard:
            below.append((wildcard[1].encode(), f".{wildcard['host']}".encode()))
        else:
            exact.add(text.encode())
    return Origins(frozenset(exact), tuple(below))


def _serialised(text: str) -> str:
    origin = _ascii(text.strip().lower().rstrip("/"))
    return origin.removesuffix(_DEFAULT_PORTS.get(origin.partition(":")[0], ""))


def _ascii(origin: str) -> str:
    """Browsers send internationalised hosts in their ASCII form (RFC 6454 section 6.2, RFC 5891)."""
    if origin.isascii():
        return origin
    scheme, _, host = origin.partition("://")
    try:
        return f"{scheme}://{host.encode('idna').decode()}"
    except UnicodeError:
        return origin
