"""Saving a definition: every save is a new immutable version (metrics.md "Versions")."""

from datetime import UTC, datetime
from typing import Final, Literal

import msgspec
from sqlalchemy.orm import Session

from schemas.definitions import Definition, same_series
from schemas.records import control
from webapp.db.models import MetricDefinition, MetricDefinitionVersion, Project
from webapp.definitions.rules import body_of, check
from webapp.outbox.publish import publish

WINDOW_MS: Final = 5_000
LEAD_MS: Final = 6_000

Kept = Literal["active", "paused"]


class NameOrTypeChanged(Exception):
    """Reject: name and type of a metric do not change; make another metric."""


class VersionStale(Exception):
    """Reject: somebody saved a newer version meanwhile; `newest` is its number."""

    def __init__(self, newest: int) -> None:
        super().__init__(str(newest))
        self.newest = newest


def effective_at(now: datetime) -> datetime:
    """When a version saved now is in force: 6 s later, rounded up to a window."""
    earliest = int(now.timestamp() * 1000) + LEAD_MS
    return datetime.fromtimestamp(-(-earliest // WINDOW_MS) * WINDOW_MS / 1000, UTC)


def create_definition(
    session: Session, project: Project, definition: Definition, now: datetime
) -> MetricDefinition:
    """A new metric with version 1. Raises DefinitionRefused."""
    check(session, project, definition)
    metric = MetricDefinition(
        project_id=project.id, name=definition.name, type=definition.type, created_at=now
    )
    session.add(metric)
    session.flush()
    _append(session, metric, definition, "active", 1, now)
    return metric


def edit_definition(
    session: Session,
    project: Project,
    metric: MetricDefinition,
    definition: Definition,
    now: datetime,
    *,
    state: Kept = "active",
    edits: int | None = None,
) -> bool:
    """Append a version unless it equals the newest; whether it did.

    `edits` is the version that the author saw. Raises NameOrTypeChanged, VersionStale, DefinitionRefused.
    """
    newest, before = metric.newest, body_of(metric)
    if edits is not None and edits != newest.version:
        raise VersionStale(newest.version)
    if (definition.name, definition.type) != (metric.name, metric.type):
        raise NameOrTypeChanged(metric.name)
    check(session, project, definition, editing=metric)
    if (definition, state) == (before, newest.state):
        return False
    resumed = newest.state == "paused" and state == "active"
    grown = resumed or not same_series(before, definition)
    _append(session, metric, definition, state, newest.epoch + grown, now)
    return True


def delete_definition(session: Session, metric: MetricDefinition, now: datetime) -> None:
    """End the metric: its series get their markers, its name is free again. Again: no change."""
    if metric.deleted_at is None:
        metric.deleted_at = now
        _append(session, metric, body_of(metric), "deleted", metric.newest.epoch, now)


def _append(
    session: Session,
    metric: MetricDefinition,
    definition: Definition,
    state: Literal["active", "paused", "deleted"],
    epoch: int,
    now: datetime,
) -> None:
    saved = MetricDefinitionVersion(
        definition_id=metric.id,
        version=metric.versions[-1].version + 1 if metric.versions else 1,
        epoch=epoch,
        state=state,
        body=msgspec.to_builtins(definition),
        effective_at=effective_at(now),
        created_at=now,
    )
    metric.versions.append(saved)
    session.flush()
    record = control.DefinitionVersion(
        id=str(metric.id),
        project_id=str(metric.project_id),
        version=saved.version,
        epoch=epoch,
        state=state,
        effective_at=int(saved.effective_at.timestamp() * 1000),
        definition=definition,
    )
    saved.revision = publish(session, record).revision
    session.flush()
