"""Who is the same visitor on the same day, without keeping who it is.

The hash is keyed with the day's salt: once that is gone (pipeline.md, topic `salts`) nobody can undo it, or
tell whether the visitor of one day is that of another.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from collector.addresses import Proxies, network_of
from collector.record import Added, user_agent
from collector.salts import Salts
from schemas.beacon import WireBeacon

# 64 bits: among a million visitors of a day two meet with a chance of 1 : 37,000,000.
_BYTES: Final = 8
_COUNTRY: Final = re.compile(rb"[A-Z]{2}")


def visitor(salt: bytes, project_id: str, address: str, user_agent: str) -> str:
    """16 hex digits, other ones for each project and salt. `salt` has at most 64 bytes."""
    known = f"{project_id}\0{address}\0{user_agent}"
    return blake2b(known.encode(errors="replace"), digest_size=_BYTES, key=salt).hexdigest()


class Visitors:
    """Adds to a beacon what only the collector knows; addresses go in and never come out.

    `collector` is its name; in `country_header` proxies of ours tell the visitor's country, if at all.
    """

    def __init__(self, salts: Salts, proxies: Proxies, collector: str, country_header: str = ""):
        self._salts = salts
        self._proxies = proxies
        self._collector = collector
        self._country_header = country_header.lower().encode()

    def added(
        self,
        wire: WireBeacon,
        project_id: str,
        headers: Mapping[bytes, bytes],
        peer: str,
        client: str,
        gpc: bool,
        now_ms: int,
    ) -> Added:
        """`client` is the address that counts for a browser; a server says whose beacon it is."""
        agent, day, told = user_agent(wire, headers), "", ""
        if not wire.token:
            client = network_of(wire.client.address) if wire.client else ""
        salt = None if gpc or not client else self._salts.at(now_ms)
        if salt is not None:
            day, told = salt[0], visitor(salt[1], project_id, client, agent)
        country = self._country(headers, peer) if self._country_header else ""
        return Added(self._collector, agent, gpc, told, day, country)

    def _country(self, headers: Mapping[bytes, bytes], peer: str) -> str:
        """Two letters, if a proxy of ours says so."""
        country = headers.get(self._country_header, b"").upper()
        known = _COUNTRY.fullmatch(country) and self._proxies.is_trusted(peer)
        return country.decode() if known else ""
