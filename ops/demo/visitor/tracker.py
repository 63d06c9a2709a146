"""The part of the tracker that a visitor needs: where beacons go, and what is in one."""

import json
import random
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ops.demo.visitor.people import Person

Event = dict[str, Any]

# A trigger as the generator writes it (codegen.snippet): its id, then its selector or thresholds.
_OPTIONS: Final = re.compile(
    r'\{"id":"([a-z2-7]{10})","(?:selector|thresholds)":("(?:[^"\\]|\\.)*"|\[[0-9,]*\])\}'
)
_ID_LETTERS: Final = string.ascii_letters + string.digits + "_-"


class NoTracker(Exception):
    """Retry: the script carries no endpoint and token (yet)."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """Where beacons are posted, the snippet's token, and what it watches for besides views.

    `clicks`: (CSS selector, trigger id); `scrolls`: (thresholds in percent, trigger id).
    """

    url: str
    token: str
    clicks: tuple[tuple[str, str], ...] = ()
    scrolls: tuple[tuple[tuple[int, ...], str], ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One page view. Each is a load of its own in this shop, so none remembers where the visit began."""

    url: str
    referrer: str


def read(script: str) -> Tracker:
    """The options in a generated script. Raises NoTracker."""
    url = re.search(r'"url":("(?:[^"\\]|\\.)*")', script)
    token = re.search(r'"token":("(?:[^"\\]|\\.)*")', script)
    if not url or not token:
        raise NoTracker("the script carries no endpoint and token")
    watched = [(json.loads(options), identity) for identity, options in _OPTIONS.findall(script)]
    return Tracker(
        json.loads(url[1]),
        json.loads(token[1]),
        tuple((options, i) for options, i in watched if isinstance(options, str)),
        tuple((tuple(options), i) for options, i in watched if isinstance(options, list)),
    )


def beacon(
    person: Person, view: View, token: str, dice: random.Random, events: Iterable[Event] = ()
) -> dict[str, Any]:
    """A new beacon with one page view and what was done there (wire.md); its id stays on each retry."""
    page = {
        "url": view.url,
        "referrer": view.referrer,
        "width": person.width,
        "language": person.language,
        "timezone": person.timezone,
    }
    identity = "".join(dice.choices(_ID_LETTERS, k=22))
    return {
        "id": identity,
        "token": token,
        "page": page,
        "events": [{"name": "page_view"}, *events],
    }
