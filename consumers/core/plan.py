"""From the definitions in force to look-ups: what takes an event of a name, and into which series."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from consumers.core.counting import Counting, Taken, names_of
from consumers.core.epoch import is_folded
from consumers.core.family import family_of
from consumers.core.labels import context_of
from consumers.core.rules import Rules
from consumers.core.series import Series
from consumers.core.series_table import SeriesTable
from consumers.core.together import Together
from schemas.beacon import Event
from schemas.records.beacons import Beacon
from schemas.records.control import DefinitionVersion

MAX_KNOWN: Final = 16_384
UNMATCHED: Final = ""
_SERVER_SOURCES: Final = frozenset({"server", "import"})


class Triggered(NamedTuple):
    """A definition and the trigger ids of which an event must carry one; empty: none is asked for."""

    counting: Counting
    ids: frozenset[str]


class Takers:
    """What counts the events of one name, in the order of definition ids.

    The plain ones of a page's visitors share their series, so these are looked up once per context and
    remembered, up to a bound and until a series leaves the table. Folding is decided anew each time,
    since a slot may become free.
    """

    __slots__ = (
        "_context",
        "_forgotten",
        "_known",
        "_last",
        "_last_together",
        "_others",
        "_plain",
        "_table",
    )

    def __init__(self, triggered: list[Triggered], table: SeriesTable) -> None:
        self._plain = tuple(t.counting for t in triggered if t.counting.is_plain and not t.ids)
        self._others = tuple(t for t in triggered if not t.counting.is_plain or t.ids)
        self._context = context_of({s for counting in self._plain for s in counting.sources})
        self._table = table
        self._known: dict[Any, Together] = {}
        self._forgotten = table.forgotten
        self._last: Beacon | None = None
        self._last_together = Together(())

    def count(self, beacon: Beacon, event: Event) -> str | None:
        """Count the event wherever it belongs. None when it counted, else the first definition's reason,
        UNMATCHED when none had one."""
        if not self._others:
            self._count_plain(beacon, event)
            return None
        judged = [
            (counting, counting.judge(beacon, event))
            for counting, ids in self._others
            if not ids or not ids.isdisjoint(event.triggers)
        ]
        refused: str | None = UNMATCHED
        if self._plain:
            self._count_plain(beacon, event)
            refused = None
        for counting, outcome in judged:
            if isinstance(outcome, Taken):
                counting.take(outcome)
                refused = None
            elif refused == UNMATCHED:
                refused = outcome
        return refused

    def _count_plain(self, beacon: Beacon, event: Event) -> None:
        if self._forgotten != self._table.forgotten:
            self._forget()
        if beacon is not self._last:
            context = self._context(beacon)
            together = self._known.get(context)
            if together is None:
                series = self._plain_series(beacon, event)
                if self._forgotten != self._table.forgotten or any(map(is_folded, series)):
                    for counter in series:
                        self._table.take(counter, 1.0)
                    return
                together = self._remember(context, series)
            self._last, self._last_together = beacon, together
        self._table.count_one(self._last_together)

    def _plain_series(self, beacon: Beacon, event: Event) -> tuple[Series, ...]:
        labels = [counting.labels_of(beacon, event) for counting in self._plain]
        return tuple([c.series(own) for c, own in zip(self._plain, labels, strict=True)])

    def _remember(self, context: Any, series: tuple[Series, ...]) -> Together:
        if len(self._known) >= MAX_KNOWN:
            self._forget()
        together = self._known[context] = Together(series)
        return together

    def _forget(self) -> None:
        self._known.clear()
        self._forgotten, self._last = self._table.forgotten, None


class Plan:
    """The project's definitions in force, by event name; apart for browsers and servers. `is_parked`
    when an operator says that nothing may count; `lifted_since` is when one last lifted a parking."""

    __slots__ = ("_browser", "_server", "is_parked", "lifted_since")

    def __init__(self, rules: Rules, project_id: str, window: int, table: SeriesTable) -> None:
        countings = [
            (v, Counting(v, table.epoch(family_of(v)), table, rules.pinned(v.id, window)))
            for v in rules.in_force(project_id, window)
        ]
        self._browser = _takers(countings, "browser", table)
        self._server = _takers(countings, "server", table)
        parking = rules.parking(project_id, window)
        self.is_parked = parking is not None and parking.record.state == "parked"
        self.lifted_since = parking.since if parking and not self.is_parked else -1

    def takers(self, source: str) -> dict[str, Takers]:
        """By event name, what counts events of that source."""
        return self._server if source in _SERVER_SOURCES else self._browser


def takers_of(version: DefinitionVersion, source: str, table: SeriesTable) -> dict[str, Takers]:
    """By event name, what counts events of that source for one definition alone."""
    counting = Counting(version, table.epoch(family_of(version)), table, frozenset())
    return _takers([(version, counting)], source, table)


def _takers(
    countings: Iterable[tuple[DefinitionVersion, Counting]], source: str, table: SeriesTable
) -> dict[str, Takers]:
    found: dict[str, list[Triggered]] = {}
    for version, counting in countings:
        for name, ids in names_of(version.definition, source).items():
            found.setdefault(name, []).append(Triggered(counting, ids))
    return {name: Takers(triggered, table) for name, triggered in found.items()}
