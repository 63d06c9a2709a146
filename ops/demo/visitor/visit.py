"""One visit: a person, the page they look at, and where they go from there."""

import random
from dataclasses import dataclass, replace
from typing import Final

from ops.demo.visitor.people import Person, draw
from ops.demo.visitor.tracker import View

_LANDINGS: Final = (("/", 6), ("/lamps", 2), ("/larder", 1), ("/?utm_source=newsletter", 1))
# The chance that a page is the last one of a visit.
_LEAVES: Final = 0.28


@dataclass(frozen=True, slots=True)
class Visit:
    """`cart` is the shop's cookie, as the browser would send it."""

    person: Person
    view: View
    cart: str = ""


def begin(shop: str, dice: random.Random) -> Visit:
    """A new person on a page that people land on."""
    person = draw(dice)
    path = dice.choices([page for page, _ in _LANDINGS], [share for _, share in _LANDINGS])[0]
    return Visit(person, View(shop.rstrip("/") + path, person.referrer))


def go_on(visit: Visit, links: tuple[str, ...], dice: random.Random) -> Visit | None:
    """The visit one link further, or None when the person leaves.

    A link is a new load: its referrer is the page before, and nothing is remembered of the entry.
    """
    onward = [link for link in links if link != visit.view.url]
    if not onward or dice.random() < _LEAVES:
        return None
    return replace(visit, view=View(dice.choice(onward), visit.view.url.split("?")[0]))
