"""What `control` says, arranged by project and by the window from which it is in force."""

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from consumers.core.family import FOR_EVER
from consumers.core.windows import in_force_from
from schemas.process.control import Entry
from schemas.records.control import DefinitionVersion, Project


class Scheduled(NamedTuple):
    """One version and the start of the first window it counts for."""

    version: DefinitionVersion
    since: int


class Rules:
    """Definition versions by project. `generation` grows with every change, so that plans can tell
    whether they are outdated. A version of a later window never changes an earlier window's answer."""

    def __init__(self) -> None:
        self.generation = 0
        self._projects: dict[str, Project] = {}
        self._project_of: dict[str, str] = {}
        self._versions: dict[str, dict[str, dict[int, Scheduled]]] = {}

    def apply(self, entry: Entry) -> None:
        """Take over one record of `control`; kinds that do not shape output are passed over."""
        kind, _, rest = entry.key.partition(":")
        record = entry.record
        if isinstance(record, Project):
            self._projects[record.id] = record
        elif isinstance(record, DefinitionVersion):
            self._schedule(record, entry.appended_at)
        elif kind == "definition":
            definition, _, version = rest.partition(":")
            self._drop(definition, int(version))
        else:
            return
        self.generation += 1

    def in_force(self, project_id: str, window: int) -> list[DefinitionVersion]:
        """The active version of each of the project's definitions for that window, by definition id.

        A newer version replaces an older one for good, even one that is yet to come.
        """
        standing = self.standing(project_id, window)
        return [s.version for s in standing if s.since <= window and s.version.state == "active"]

    def standing(self, project_id: str, window: int) -> list[Scheduled]:
        """Of each of the project's definitions, by its id, the version that stands in that window,
        paused and deleted ones too; the first to come of those that have none yet."""
        found = []
        for _, versions in sorted(self._versions.get(project_id, {}).items()):
            past = [s for s in versions.values() if s.since <= window]
            if past:
                found.append(max(past, key=_number))
            elif versions:
                found.append(min(versions.values(), key=_since))
        return found

    def next_change(self, project_id: str, window: int) -> float:
        """Start of the first later window for which `in_force` answers otherwise; inf if none does."""
        definitions = self._versions.get(project_id, {}).values()
        later = [s.since for versions in definitions for s in versions.values() if s.since > window]
        return min(later, default=inf)

    def end_of(self, definition: str, epoch: int) -> int:
        """First window for which that epoch no longer counts, after it did: a pause, a deletion or a
        newer epoch. FOR_EVER while control holds none."""
        began = False
        for version, since in self._timeline(definition):
            if version.epoch == epoch and version.state == "active":
                began = True
            elif began:
                return since
        return FOR_EVER

    def _timeline(self, definition: str) -> Iterator[Scheduled]:
        """The versions that ever are in force, in the order they take over."""
        versions = self._versions.get(self._project_of.get(definition, ""), {}).get(definition, {})
        newest = 0
        ordered = sorted(versions.values(), key=lambda s: (s.since, -s.version.version))
        for scheduled in ordered:
            if scheduled.version.version > newest:
                newest = scheduled.version.version
                yield scheduled

    def newest_of_epoch(self, definition: str, epoch: int) -> DefinitionVersion | None:
        """The newest version of that definition and epoch, or None when control holds none."""
        versions = self._versions.get(self._project_of.get(definition, ""), {}).get(definition, {})
        same = [s for s in versions.values() if s.version.epoch == epoch]
        return max(same, key=_number).version if same else None

    def _schedule(self, version: DefinitionVersion, appended_at: int) -> None:
        since = in_force_from(version.effective_at, appended_at)
        self._project_of[version.id] = version.project_id
        of_project = self._versions.setdefault(version.project_id, {})
        of_project.setdefault(version.id, {})[version.version] = Scheduled(version, since)

    def _drop(self, definition: str, version: int) -> None:
        versions = self._versions.get(self._project_of.get(definition, ""), {})
        versions.get(definition, {}).pop(version, None)


def _number(scheduled: Scheduled) -> int:
    return scheduled.version.version


def _since(scheduled: Scheduled) -> tuple[int, int]:
    return scheduled.since, -scheduled.version.version
