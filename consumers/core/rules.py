"""What `control` says, arranged by project and by the window from which it is in force."""

from collections.abc import Iterable
from itertools import chain
from math import inf
from typing import Any, Final

from consumers.core.family import FOR_EVER
from consumers.core.timeline import Scheduled, Timeline
from consumers.core.windows import in_force_from
from schemas.process.control import Entry
from schemas.records.control import DefinitionVersion, Parking, Pins, Project, Skip

Definitions = Timeline[DefinitionVersion]
# A label set with all labels of the series, org and project among them.
LabelSet = frozenset[tuple[str, str]]

_NOTHING: Final[Definitions] = Timeline()


class Rules:
    """Definitions, pins and parkings. `generation` grows with every change, so that plans can tell
    whether they are outdated. A version of a later window never changes an earlier window's answer."""

    def __init__(self) -> None:
        self.generation = 0
        self._projects: dict[str, Project] = {}
        self._project_of: dict[str, str] = {}
        self._definitions: dict[str, dict[str, Definitions]] = {}
        self._parkings: dict[str, Timeline[Parking]] = {}
        self._pins: dict[str, Timeline[Pins]] = {}
        self._skips: dict[str, Skip] = {}

    def apply(self, entry: Entry) -> None:
        """Take over one record of `control`; kinds that do not shape output are passed over."""
        match entry.record:
            case Project() as project:
                self._projects[project.id] = project
            case DefinitionVersion() as version:
                self._project_of[version.id] = version.project_id
                of_project = self._definitions.setdefault(version.project_id, {})
                timeline = of_project.setdefault(version.id, Timeline())
                timeline.put(version, version.version, _since(version, entry))
            case Parking() as parking:
                timeline_of = self._parkings.setdefault(parking.project_id, Timeline())
                timeline_of.put(parking, parking.version, _since(parking, entry))
            case Pins() as pins:
                pins_of = self._pins.setdefault(pins.definition, Timeline())
                pins_of.put(pins, pins.version, _since(pins, entry))
            case Skip() as skip:
                self._skips[skip.key] = skip
            case None:
                self._remove(entry.key)
            case _:
                return
        self.generation += 1

    def in_force(self, project_id: str, window: int) -> list[DefinitionVersion]:
        """The active version of each of the project's definitions for that window, by definition id."""
        timelines = (t for _, t in sorted(self._definitions.get(project_id, {}).items()))
        newest = (timeline.at(window) for timeline in timelines)
        return [s.record for s in newest if s and s.record.state == "active"]

    def standing(self, project_id: str, window: int) -> list[Scheduled[DefinitionVersion]]:
        """Of each of the project's definitions, by its id, the version that stands in that window,
        paused and deleted ones too; the first to come of those that have none yet."""
        timelines = (t for _, t in sorted(self._definitions.get(project_id, {}).items()))
        found = (t.at(window) or next(t.in_order(), None) for t in timelines)
        return [scheduled for scheduled in found if scheduled]

    def project(self, project_id: str) -> Project | None:
        """The project, if control holds it."""
        return self._projects.get(project_id)

    def active(self, definition: str, window: int) -> DefinitionVersion | None:
        """The version of a definition that counts in that window, if any does."""
        scheduled = self._timeline(definition).at(window)
        return scheduled.record if scheduled and scheduled.record.state == "active" else None

    def newest_parking(self, project_id: str) -> int:
        """Number of the newest decision on the project, in force or not; 0 without any."""
        timeline = self._parkings.get(project_id)
        return next((p.version for p in timeline.records()), 0) if timeline else 0

    def parking(self, project_id: str, window: int) -> Scheduled[Parking] | None:
        """The decision on the project that is in force for that window."""
        timeline = self._parkings.get(project_id)
        return timeline.at(window) if timeline else None

    def pinned(self, definition: str, window: int) -> frozenset[LabelSet]:
        """The definition's label sets that always have a slot in that window."""
        timeline = self._pins.get(definition)
        scheduled = timeline.at(window) if timeline else None
        project = self._projects.get(scheduled.record.project_id) if scheduled else None
        if scheduled is None or project is None:
            return frozenset()
        own = {"org": project.org, "project": project.project}
        return frozenset(frozenset({**s, **own}.items()) for s in scheduled.record.label_sets)

    def is_skipped(self, partition: int, offset: int) -> bool:
        """Whether that record must be passed over."""
        return bool(self._skips) and f"skip:{partition}:{offset}" in self._skips

    def next_change(self, project_id: str, window: int) -> float:
        """Start of the first later window for which the project's rules may differ; inf if none do."""
        definitions = self._definitions.get(project_id, {})
        pins = (self._pins[d] for d in definitions if d in self._pins)
        parkings = [self._parkings[project_id]] if project_id in self._parkings else []
        timelines: Iterable[Timeline[Any]] = chain(definitions.values(), pins, parkings)
        return min((t for line in timelines for t in line.changes_after(window)), default=inf)

    def end_of(self, definition: str, epoch: int) -> int:
        """First window for which that epoch no longer counts, after it did: a pause, a deletion or a
        newer epoch. FOR_EVER while control holds none."""
        began = False
        for version, _, since in self._timeline(definition).in_order():
            if version.epoch == epoch and version.state == "active":
                began = True
            elif began:
                return since
        return FOR_EVER

    def newest_of_epoch(self, definition: str, epoch: int) -> DefinitionVersion | None:
        """The newest version of that definition and epoch, or None when control holds none."""
        versions = self._timeline(definition).records()
        return next((version for version in versions if version.epoch == epoch), None)

    def _timeline(self, definition: str) -> Definitions:
        of_project = self._definitions.get(self._project_of.get(definition, ""), {})
        return of_project.get(definition, _NOTHING)

    def _remove(self, key: str) -> None:
        """Forget what a tombstone names."""
        kind, _, rest = key.partition(":")
        thing, _, number = rest.rpartition(":")
        match kind:
            case "definition":
                self._timeline(thing).drop(int(number))
            case "parking" if thing in self._parkings:
                self._parkings[thing].drop(int(number))
            case "pins" if thing in self._pins:
                self._pins[thing].drop(int(number))
            case "skip":
                self._skips.pop(key, None)
            case _:
                pass


def _since(record: DefinitionVersion | Parking | Pins, entry: Entry) -> int:
    return in_force_from(record.effective_at, entry.appended_at)
