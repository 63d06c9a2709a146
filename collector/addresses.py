"""Whose address counts: the other end of the connection, or the hop that a proxy of ours or of the
project's vouches for. Addresses are used while a request is decided on and kept nowhere.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from schemas.process.settings import SettingError

Address = IPv4Address | IPv6Address

# The nearest ones: what stands before them was written by strangers.
_HOPS: Final = 16
_REMEMBERED: Final = 4_096


class Proxies:
    """Made from comma separated addresses and networks; raises SettingError for anything else."""

    def __init__(self, texts: str) -> None:
        self._networks = tuple(_network(text.strip()) for text in texts.split(",") if text.strip())
        self._is_trusted = lru_cache(_REMEMBERED)(self._look_up)

    def client(self, peer: str, forwarded: bytes | None, site_proxy: bool = False) -> str:
        """The nearest address that is no proxy of ours; behind a project's own proxy the one before it.
        As `network_of` writes it.

        `forwarded` is the last X-Forwarded-For of the request. Only the end of it counts, which those
        who are trusted appended; a hop that is no address ends it.
        """
        client = peer
        if forwarded is not None and (site_proxy or self._networks):
            hops = _hops(forwarded)
            while hops and self._is_trusted(client):
                client = hops.pop()
            client = hops.pop() if site_proxy and hops else client
        return network_of(client) if ":" in client else client

    def is_trusted(self, peer: str) -> bool:
        """Whether it is a proxy of ours."""
        return bool(self._networks) and self._is_trusted(peer)

    def _look_up(self, text: str) -> bool:
        address = parsed(text)
        return address is not None and any(address in network for network in self._networks)


@lru_cache(_REMEMBERED)
def network_of(text: str) -> str:
    """The address as one household has it: IPv4 whole, of IPv6 the /64 in which devices change theirs
    (RFC 8981). Empty for what is no address.
    """
    address = parsed(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False).network_address)
    return "" if address is None else str(address)


def parsed(text: str) -> Address | None:
    """The address, IPv4 also when it comes mapped into IPv6 (RFC 4291 section 2.5.5.2)."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _hops(forwarded: bytes) -> list[str]:
    """The last hops, as far as they are addresses, nearest last."""
    hops: list[str] = []
    for item in reversed(forwarded.split(b",")[-_HOPS:]):
        address = parsed(_without_port(item.strip().decode("ascii", "replace")))
        if address is None:
            break
        hops.append(str(address))
    return hops[::-1]


def _without_port(hop: str) -> str:
    """Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError:
        raise SettingError(
            f"TALLY_COLLECTOR_TRUSTED_PROXIES must be addresses or networks, not {text!r}"
        ) from None
