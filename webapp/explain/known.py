"""A project's definitions as the database has them, in the shape the core reads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from consumers.core.explain import Explanation, explain
from consumers.core.rules import Rules
from consumers.core.windows import window_of
from schemas.definitions import Definition
from schemas.process.control import Entry
from schemas.records.control import DefinitionVersion
from webapp.db.models import MetricDefinition, MetricDefinitionVersion, Project
from webapp.explain.asked import Asked, as_beacon


def explained(session: Session, project_id: UUID, asked: Asked, now: datetime) -> Explanation:
    """What would become of the beacon, arrived it at this moment."""
    project = session.get_one(Project, project_id)
    now_ms = milliseconds(now)
    beacon = as_beacon(asked, str(project.id), project.organization.slug, project.slug, now_ms)
    return explain(beacon, rules_of(session, project_id), window_of(now_ms))


def drafted(project: Project, definition: Definition, asked: Asked, now: datetime) -> Explanation:
    """What a definition that nobody saved would make of the beacon, as if it alone had always been."""
    now_ms, project_id = milliseconds(now), str(project.id)
    beacon = as_beacon(asked, project_id, project.organization.slug, project.slug, now_ms)
    record = DefinitionVersion("draft", project_id, 1, 0, "active", 0, definition)
    rules = Rules()
    rules.apply(Entry(record.key, record, 0, 0))
    return explain(beacon, rules, window_of(now_ms))


def rules_of(session: Session, project_id: UUID) -> Rules:
    """Every version of the project's definitions, as if each had been published when it was saved."""
    rules = Rules()
    for version in _versions(session, project_id):
        record = DefinitionVersion(
            str(version.definition_id),
            str(project_id),
            version.version,
            version.epoch,
            version.state,  # type: ignore[arg-type]
            milliseconds(version.effective_at),
            msgspec.convert(version.body, Definition),
        )
        rules.apply(Entry(record.key, record, 0, milliseconds(version.created_at)))
    return rules


def _versions(session: Session, project_id: UUID) -> Sequence[MetricDefinitionVersion]:
    living = select(MetricDefinition.id).where(
        MetricDefinition.project_id == project_id, MetricDefinition.deleted_at.is_(None)
    )
    query = select(MetricDefinitionVersion).where(MetricDefinitionVersion.definition_id.in_(living))
    return session.scalars(query).all()


def milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)
