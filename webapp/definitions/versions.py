"""Saving a definition: every save is a new immutable version (metrics.md "Versions")."""

from datetime import UTC, datetime
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from schemas.definition_rules import Fault, faults
from schemas.definitions import Definition
from schemas.records import control
from webapp.db.models import MetricDefinition, MetricDefinitionVersion, Project
from webapp.outbox.publish import publish

WINDOW_MS: Final = 5_000
LEAD_MS: Final = 6_000


class DefinitionRefused(Exception):
    """Reject: the definition breaks rules of schemas.definitions; nothing was written."""

    def __init__(self, broken: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.message}" for fault in broken))
        self.faults = broken


def effective_at(now: datetime) -> datetime:
    """When a version saved now is in force: 6 s later, rounded up to a window."""
    earliest = int(now.timestamp() * 1000) + LEAD_MS
    return datetime.fromtimestamp(-(-earliest // WINDOW_MS) * WINDOW_MS / 1000, UTC)


def create_definition(
    session: Session, project: Project, definition: Definition, now: datetime
) -> MetricDefinition:
    """A new metric with version 1. Raises DefinitionRefused."""
    _check(definition)
    metric = MetricDefinition(
        project_id=project.id, name=definition.name, type=definition.type, created_at=now
    )
    session.add(metric)
    session.flush()
    _append(session, metric, definition, 1, 1, now)
    return metric


def edit_definition(
    session: Session, metric: MetricDefinition, definition: Definition, now: datetime
) -> bool:
    """Append a version unless it equals the newest; whether it did. Name and type must be the same.

    The epoch grows when series get other labels or values: totals continue within one epoch only.
    Raises DefinitionRefused.
    """
    _check(definition)
    newest = metric.newest
    before = msgspec.convert(newest.body, Definition)
    if (definition.name, definition.type) != (metric.name, metric.type):
        raise DefinitionRefused([Fault("name", "Name and type of a metric do not change.")])
    if definition == before:
        return False
    other_series = (definition.labels, definition.value) != (before.labels, before.value)
    epoch = newest.epoch + 1 if other_series else newest.epoch
    _append(session, metric, definition, newest.version + 1, epoch, now)
    return True


def _check(definition: Definition) -> None:
    broken = faults(definition)
    if broken:
        raise DefinitionRefused(broken)


def _append(
    session: Session,
    metric: MetricDefinition,
    definition: Definition,
    version: int,
    epoch: int,
    now: datetime,
) -> None:
    saved = MetricDefinitionVersion(
        definition_id=metric.id,
        version=version,
        epoch=epoch,
        state="active",
        body=msgspec.to_builtins(definition),
        effective_at=effective_at(now),
        created_at=now,
    )
    metric.versions.append(saved)
    session.flush()
    publish(session, _record(metric, definition, saved))


def _record(
    metric: MetricDefinition, definition: Definition, saved: MetricDefinitionVersion
) -> control.DefinitionVersion:
    return control.DefinitionVersion(
        id=str(metric.id),
        project_id=str(metric.project_id),
        version=saved.version,
        epoch=saved.epoch,
        state="active",
        effective_at=int(saved.effective_at.timestamp() * 1000),
        definition=definition,
    )
