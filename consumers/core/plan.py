"""From the definitions in force to look-ups: which definitions take an event, and with which labels."""

from collections.abc import Callable, Iterable
from typing import Final

from consumers.core.enrich import browser_of, path_of
from consumers.core.series import Family, Series
from consumers.core.series_table import SeriesByLabels
from schemas.definitions import Definition
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


class Plan:
    """The project's definitions in force, by event name; apart for browsers and servers."""

    __slots__ = ("_browser", "_server")

    def __init__(
        self,
        versions: Iterable[DefinitionVersion],
        series: Callable[[DefinitionVersion], SeriesByLabels],
    ) -> None:
        self._browser: dict[str, tuple[Counting, ...]] = {}
        self._server: dict[str, tuple[Counting, ...]] = {}
        for version in versions:
            counting = Counting(version, series(version))
            self._add(self._browser, counting, version.definition, "browser")
            self._add(self._server, counting, version.definition, "server")

    def takers(self, source: str) -> dict[str, tuple[Counting, ...]]:
        """By event name, what counts events of that source."""
        return self._server if source in _SERVER_SOURCES else self._browser

    @staticmethod
    def _add(
        table: dict[str, tuple[Counting, ...]],
        counting: Counting,
        definition: Definition,
        source: str,
    ) -> None:
        names = {event_name(trigger, source) for trigger in definition.triggers} - {None}
        for name in sorted(n for n in names if n):
            table[name] = (*table.get(name, ()), counting)


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
