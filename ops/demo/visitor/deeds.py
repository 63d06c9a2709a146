"""What a person does on a page besides looking at it: scroll, fill the cart, order."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ops.demo.visitor.page import Found
from ops.demo.visitor.tracker import Event, Tracker

# The shop's button, as metrics name it (webapp.seed.demo).
ADD: Final = "article.product button"
_ADDS: Final = 0.35
_ORDERS: Final = 0.6
# The chance to read on to the next threshold.
_READS_ON: Final = 0.7


@dataclass(frozen=True, slots=True)
class Deeds:
    """Events for the tracker, and the form that was sent: its path ("" for none) and fields."""

    events: tuple[Event, ...]
    action: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def do(found: Found, tracked: Tracker, dice: random.Random) -> Deeds:
    """What this person does on the page; equal dice give equal deeds."""
    scrolled = tuple(_scrolls(tracked, dice))
    if found.product and dice.random() < _ADDS:
        clicks = [identity for selector, identity in tracked.clicks if selector == ADD]
        clicked = ({"name": "click", "triggers": clicks},) if clicks else ()
        return Deeds((*scrolled, *clicked), "/cart", {"more": found.product})
    if found.order and dice.random() < _ORDERS:
        placed: Event = {"name": "order_placed", "value": found.order}
        return Deeds((*scrolled, placed), "/orders")
    return Deeds(scrolled)


def _scrolls(tracked: Tracker, dice: random.Random) -> Iterator[Event]:
    """The thresholds that were reached, in rising order."""
    for percent in sorted({p for thresholds, _ in tracked.scrolls for p in thresholds}):
        if dice.random() > _READS_ON:
            return
        ids = [identity for thresholds, identity in tracked.scrolls if percent in thresholds]
        yield {"name": "scroll_depth", "value": percent, "triggers": ids}
