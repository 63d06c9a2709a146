"""Quotas: which projects have used up the events of their UTC day, and is it said?

What was accepted is the ledger's, exact and restored with the partition; what was said stands on `control`.
Whoever owns the partition compares the two, so there is no state to lose: a record that was not written
before a crash, a quota that was raised and an owner that changed all look alike, as a difference.
"""

from collections.abc import Iterator
from typing import NamedTuple

from consumers.core.used import Used
from schemas.process.control import Entry
from schemas.records.control import Project, Quota


class Due(NamedTuple):
    """A record that `control` lacks, and the revision it must carry."""

    quota: Quota
    revision: int


class Quotas:
    """What `control` says of projects' quotas."""

    def __init__(self) -> None:
        self._projects: dict[str, Project] = {}
        self._said: dict[str, Due] = {}

    def apply(self, entry: Entry) -> None:
        """Take over one record of `control`; other kinds pass by."""
        match entry.record:
            case Project() as project:
                self._projects[project.project] = project
            case Quota() as quota:
                self._said[quota.project_id] = Due(quota, entry.revision)
            case _:
                pass

    def due(self, used: Used, clock: int) -> Iterator[Due]:
        """What must be said of the projects in `used`, whose partition stands at `clock` (a window start).

        Revisions only grow, whoever writes them: by the clock, and where that stands still, by one. What
        was said of a later day stands: a partition that counts old days again has nothing to add.
        """
        for slug, events in used.items():
            project = self._projects.get(slug)
            if project is None:
                continue
            said = self._said.get(project.id)
            if said and said.quota.day > used.day:
                continue
            exceeded = project.quota is not None and events >= project.quota
            stands = said is not None and said.quota.day == used.day and said.quota.exceeded
            if exceeded != stands:
                revision = max(clock, said.revision + 1 if said else 1)
                yield Due(Quota(project.id, used.day, exceeded), revision)
