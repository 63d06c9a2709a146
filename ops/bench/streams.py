"""Readers of live streams, and beacons whose way into them is timed."""

import asyncio
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Final

from ops.bench.people import Person

_ID: Final = re.compile(rb'"(?:beacon_)?id":"([A-Za-z0-9_-]{22})"')
_LINE: Final = 1024 * 1024
# What a refused beacon has instead, by code; each is told ten times in 5 s for a key.
REFUSED: Final = ("stale", "future", "event_name_reserved", "malformed")


@dataclass
class Stream:
    """An open stream. `heard`: when (monotonic s) the id of each beacon came that was sent since it
    began; `closed`: when it ended, or 0."""

    heard: dict[str, float] = field(default_factory=dict)
    began: asyncio.Event = field(default_factory=asyncio.Event)
    closed: float = 0.0

    async def read(self, port: int, ticket: str) -> None:
        """Until it ends."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_LINE)
        head = f"POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: {len(ticket)}\r\n\r\n"
        writer.write((head + ticket).encode())
        while line := await reader.readline():
            if line.startswith(b"event: now"):
                self.began.set()
            elif line.startswith(b"event: end"):
                self.closed = time.monotonic()
                break
            elif self.began.is_set() and (found := _ID.search(line)):
                self.heard[found[1].decode()] = time.monotonic()
        self.closed = self.closed or time.monotonic()
        writer.close()


class Sender:
    """Beacons to one collector on one connection, one person after the other; `sent`: when, by id."""

    def __init__(self, port: int, people: Iterable[Person]) -> None:
        self._port = port
        self._people = cycle(people)
        self._codes = cycle(REFUSED)
        self._number = 0
        self._run = secrets.token_hex(5)
        self.sent: dict[str, float] = {}
        self.refused: dict[str, float] = {}

    async def run(self, rate: float, seconds: float, refused_every: int = 3) -> None:
        """So many a second; one in `refused_every` is refused."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        start = time.monotonic()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            is_good = number % refused_every != 0
            identity, request = self._beacon("" if is_good else next(self._codes))
            (self.sent if is_good else self.refused)[identity] = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
        writer.close()

    def _beacon(self, code: str) -> tuple[str, bytes]:
        self._number += 1
        identity, person = f"{self._run}{self._number:012d}", next(self._people)
        name = {"event_name_reserved": "click", "malformed": "Not a name"}.get(code, "page_view")
        age = {"stale": 5, "future": -1}.get(code, 0)
        at = (datetime.now(UTC) - timedelta(hours=age)).isoformat()
        body = f'{{"id":"{identity}","created_at":"{at}","events":[{{"name":"{name}"}}]}}'
        head = f"Host: x\r\nAuthorization: Bearer {person.secret}\r\nContent-Length: {len(body)}"
        head += "\r\nContent-Type: application/json"
        return identity, f"POST /api/v1/metrics HTTP/1.1\r\n{head}\r\n\r\n{body}".encode()


def delays(sent: dict[str, float], streams: Iterable[Stream]) -> list[float]:
    """Seconds from a beacon's POST to each stream that heard of it."""
    return [at - sent[one] for stream in streams for one, at in stream.heard.items() if one in sent]
