"""From the definitions in force to look-ups: which definitions take an event, and with which labels."""

from collections.abc import Callable, Iterable
from typing import Final

from consumers.core.enrich import browser_of, path_of
from consumers.core.series import Family, Series
from consumers.core.series_table import SeriesByLabels
from schemas.records.beacons import Beacon
from schemas.records.control import DefinitionVersion
from schemas.triggers import Custom, PageView, ServerEvent, Trigger

LabelSource = Callable[[Beacon], str]

LABEL_SOURCES: Final[dict[str, LabelSource]] = {
    "path": lambda beacon: path_of(beacon.page.url) if beacon.page else "",
    "browser": lambda beacon: browser_of(beacon.user_agent),
    "org": lambda beacon: beacon.org,
    "project": lambda beacon: beacon.project,
}
MAX_KNOWN: Final = 16_384
_SERVER_SOURCES: Final = frozenset({"server", "import"})


class Counting:
    """One definition version ready to count: its family, its series, how to read each label."""

    __slots__ = ("family", "series", "sources")

    def __init__(self, version: DefinitionVersion, series: SeriesByLabels) -> None:
        self.family = family_of(version)
        self.series = series
        named = {label.name: label.source for label in version.definition.labels}
        self.sources = tuple(LABEL_SOURCES[named.get(n, n)] for n in self.family.label_names)

    def series_of(self, beacon: Beacon) -> Series:
        """The series that an event of this beacon counts in; a new one starts at 0."""
        labels = tuple([source(beacon) for source in self.sources])
        series = self.series.get(labels)
        if series is None:
            series = self.series[labels] = Series(self.family, labels)
        return series


class Takers:
    """What counts the events of one name. A page's visitors share their series, so these are looked up
    once per (address, browser) and remembered, up to a bound."""

    __slots__ = ("_countings", "_known")

    def __init__(self, countings: tuple[Counting, ...]) -> None:
        self._countings = countings
        self._known: dict[tuple[str, str, str], tuple[Series, ...]] = {}

    def series_of(self, beacon: Beacon) -> tuple[Series, ...]:
        """The series that an event of this beacon counts in, one per definition."""
        page = beacon.page
        # The three are all that label sources read; org is the project's.
        context = (page.url if page else "", beacon.user_agent, beacon.project)
        series = self._known.get(context)
        if series is None:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            series = tuple([counting.series_of(beacon) for counting in self._countings])
            self._known[context] = series
        return series


class Plan:
    """The project's definitions in force, by event name; apart for browsers and servers."""

    __slots__ = ("_browser", "_server")

    def __init__(
        self,
        versions: Iterable[DefinitionVersion],
        series: Callable[[DefinitionVersion], SeriesByLabels],
    ) -> None:
        countings = [(version, Counting(version, series(version))) for version in versions]
        self._browser = _takers(countings, "browser")
        self._server = _takers(countings, "server")

    def takers(self, source: str) -> dict[str, Takers]:
        """By event name, what counts events of that source."""
        return self._server if source in _SERVER_SOURCES else self._browser


def _takers(
    countings: Iterable[tuple[DefinitionVersion, Counting]], source: str
) -> dict[str, Takers]:
    found: dict[str, list[Counting]] = {}
    for version, counting in countings:
        names = {event_name(trigger, source) for trigger in version.definition.triggers}
        for name in sorted(name for name in names if name):
            found.setdefault(name, []).append(counting)
    return {name: Takers(tuple(these)) for name, these in found.items()}


def event_name(trigger: Trigger, source: str) -> str | None:
    """The event name that the trigger matches from that source, None if from no event of it."""
    match trigger:
        case PageView():
            return "page_view"
        case Custom(event):
            return event if source == "browser" else None
        case ServerEvent(event):
            return event if source == "server" else None


def family_of(version: DefinitionVersion) -> Family:
    """What the series of that version's epoch share."""
    definition = version.definition
    names = sorted(["org", "project", *(label.name for label in definition.labels)])
    return Family(
        version.id,
        version.version,
        version.epoch,
        definition.name,
        definition.type,
        definition.help,
        definition.unit,
        tuple(names),
    )
