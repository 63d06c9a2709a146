"""Several people in the shop at once, one page view at a time."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from ops.demo.visitor import tracker
from ops.demo.visitor.deeds import Deeds, do
from ops.demo.visitor.delivery import Delivery, Outcome
from ops.demo.visitor.page import Found, find
from ops.demo.visitor.tracker import NoTracker, Tracker
from ops.demo.visitor.visit import Visit, begin, go_on
from ops.demo.visitor.web import Poster, Unreachable, get, send

_PEOPLE: Final = 12
# Browsers keep the hosted script for five minutes (wire.md, max-age 300).
_SCRIPT_S: Final = 300.0
_PAUSE_S: Final = 2.0
_REFUSED_PAUSE_S: Final = 15.0


class Crowd:
    """Walks `shop`; clock and sleep are handed in, in seconds. `say` is told what changes."""

    def __init__(
        self,
        shop: str,
        dice: random.Random,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        say: Callable[[str], None],
    ) -> None:
        self._shop, self._dice, self._clock, self._sleep, self._say = shop, dice, clock, sleep, say
        self._visits: list[Visit] = []
        self._tracker: tuple[Tracker, float] | None = None
        self._trouble = ""

    def stroll(self, rate: float) -> None:
        """Page views at `rate` a second in the long run, for ever; a stoppage is not made up for."""
        due = self._clock()
        while True:
            pause = self.step()
            due = max(due + self._dice.uniform(0.5, 1.5) / rate, self._clock() + pause)
            self._sleep(max(due - self._clock(), 0))

    def step(self) -> float:
        """One person looks at one page; gives the seconds to wait at least (0 = all is well)."""
        visit = self._next_visit()
        try:
            found = find(visit.view.url, get(visit.view.url, visit.person, visit.cart))
            tracked = self._current_tracker(found, visit)
            deeds = do(found, tracked, self._dice)
        except (Unreachable, NoTracker) as error:
            return self._troubled(str(error), _PAUSE_S)
        outcome = self._send(visit, tracked, deeds)
        if outcome is Outcome.REFUSED:
            self._tracker = None
            return self._troubled("the collector refuses the snippet's token", _REFUSED_PAUSE_S)
        self._troubled("the collector drops beacons" if outcome is Outcome.DROPPED else "", 0)
        return self._go_on(visit, found, deeds)

    def _go_on(self, visit: Visit, found: Found, deeds: Deeds) -> float:
        try:
            if deeds.action:
                shop = self._shop.rstrip("/")
                cart = send(shop + deeds.action, deeds.fields, visit.person, visit.cart)
                visit = replace(visit, cart=cart)
        except Unreachable as error:
            return self._troubled(str(error), _PAUSE_S)
        onward = go_on(visit, found.links, self._dice)
        if onward:
            self._visits.append(onward)
        return 0

    def _next_visit(self) -> Visit:
        if len(self._visits) < _PEOPLE:
            return begin(self._shop, self._dice)
        return self._visits.pop(self._dice.randrange(len(self._visits)))

    def _current_tracker(self, found: Found, visit: Visit) -> Tracker:
        if self._tracker is None or self._clock() >= self._tracker[1]:
            if not found.script:
                raise NoTracker(f"{visit.view.url} carries no snippet")
            read = tracker.read(get(found.script, visit.person))
            self._tracker = (read, self._clock() + _SCRIPT_S)
        return self._tracker[0]

    def _send(self, visit: Visit, tracked: Tracker, deeds: Deeds) -> Outcome:
        parts = urlsplit(visit.view.url)
        poster = Poster(tracked.url, f"{parts.scheme}://{parts.netloc}", visit.person)
        delivery = Delivery(poster.post, self._clock, self._sleep, self._say, self._dice)
        return delivery.deliver(
            tracker.beacon(visit.person, visit.view, tracked.token, self._dice, deeds.events)
        )

    def _troubled(self, trouble: str, pause: float) -> float:
        """Say each trouble once, and its end."""
        if trouble != self._trouble:
            self._say(trouble or "all is well again")
            self._trouble = trouble
        return pause
