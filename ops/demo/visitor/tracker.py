"""The part of the tracker that a visitor needs: where beacons go, and what is in one."""

import json
import random
import re
import string
from dataclasses import dataclass
from typing import Any, Final

from ops.demo.visitor.people import Person

_ID_LETTERS: Final = string.ascii_letters + string.digits + "_-"


class NoTracker(Exception):
    """Retry: the script carries no endpoint and token (yet)."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """Where beacons are posted, and the snippet's token."""

    url: str
    token: str


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
    return Tracker(json.loads(url[1]), json.loads(token[1]))


def beacon(person: Person, view: View, token: str, dice: random.Random) -> dict[str, Any]:
    """A new beacon with one page view (wire.md); its id stays on each retry."""
    page = {
        "url": view.url,
        "referrer": view.referrer,
        "width": person.width,
        "language": person.language,
        "timezone": person.timezone,
    }
    identity = "".join(dice.choices(_ID_LETTERS, k=22))
    return {"id": identity, "token": token, "page": page, "events": [{"name": "page_view"}]}
