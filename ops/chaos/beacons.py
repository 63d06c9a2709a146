"""What the driver sends: page views and orders of seeded, believable visitors. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from ops.chaos.sites import VALUED, Site

PATHS: Final = (
    "/",
    "/lamps",
    "/larder",
    "/about",
    "/cart",
    "/lamps/harbour-table-lamp",
    "/lamps/kitchen-pendant",
    "/lamps/paper-lantern",
    "/larder/early-harvest-olive-oil",
    "/larder/slow-bread-flour",
    "/larder/smoked-sea-salt",
)
_WEBKIT: Final = "AppleWebKit/537.36 (KHTML, like Gecko)"
USER_AGENTS: Final = (
    f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT} Chrome/156.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Safari/605.1.15",
)
BOT: Final = "curl/8.17.0"
UNKNOWN_EVENT: Final = "nobody_counts_this"
_BOTS: Final = 0.02
_UNKNOWN: Final = 0.1
_ORDERS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Beacon:
    """One POST with one page view of `path`, and what else it has to count for.

    `orders`: events in it that have a value; `unmatched`: ones that no definition takes. A bot's events
    count as bot's alone.
    """

    number: int
    id: str
    project: str
    origin: str
    path: str
    user_agent: str
    orders: int
    unmatched: int
    body: bytes

    @property
    def is_bot(self) -> bool:
        return self.user_agent == BOT

    @property
    def events(self) -> int:
        return 1 + self.orders + self.unmatched


def beacons(seed: int, count: int, sites: Sequence[Site]) -> Iterator[Beacon]:
    """`count` beacons of pages of `sites`; the same for the same arguments, each id once."""
    random = Random(seed)
    for number in range(count):
        site = random.choice(sites)
        path = random.choice(PATHS)
        agent = BOT if random.random() < _BOTS else random.choice(USER_AGENTS)
        orders = [_order(random)] * (random.random() < _ORDERS)
        unmatched = int(random.random() < _UNKNOWN)
        identity = f"{random.getrandbits(128):032x}"
        body = {
            "id": identity,
            "token": site.token,
            "page": {"url": f"{site.origin}{path}", "referrer": "", "language": "en-GB"},
            "events": [{"name": "page_view"}, *orders, *[{"name": UNKNOWN_EVENT}] * unmatched],
        }
        yield Beacon(
            number,
            identity,
            site.project,
            site.origin,
            path,
            agent,
            len(orders),
            unmatched,
            json.dumps(body).encode(),
        )


def _order(random: Random) -> dict[str, object]:
    properties = {"product": f"product-{random.randrange(500)}"}
    return {
        "name": VALUED,
        "value": round(random.uniform(1, 200), 2),
        "properties": properties,
    }
