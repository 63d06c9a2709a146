"""A project's ledger with all that stands beside it, for its page and the API."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.definitions import Definition
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition, Project
from webapp.ledger.days import Compared
from webapp.ledger.look import Ledger, compared, last_days, ledger, refusals
from webapp.ledger.queries import Tenant
from webapp.parts import Parts

# Each metric costs two queries.
MOST_METRICS: Final = 50


@dataclass(frozen=True, slots=True)
class Account:
    """`ledger` of the days asked for; of one of them its metrics and what collectors refused, by code."""

    ledger: Ledger
    day: str
    metrics: list[Compared]
    refused: dict[str, int]


def of_day(wired: Parts, project_id: UUID, day: str, days: int = 0) -> Account:
    """The account of `day`, its ledger also of the last `days`.

    Raises PrometheusAway, QueryRefused, NotADay.
    """
    now, prometheus = wired.clock(), wired.prometheus
    with reading(wired.engine) as session:
        tenant, definitions = tenant_of(session, project_id), _definitions(session, project_id)
    wanted = last_days(now, days)
    wanted += [] if day in wanted else [day]
    return Account(
        ledger(prometheus, tenant, wanted, now),
        day,
        compared(prometheus, tenant, definitions, day, now),
        refusals(prometheus, tenant, day, now),
    )


def tenant_of(session: Session, project_id: UUID) -> Tenant:
    """The slugs that the project's series carry."""
    project = session.get_one(Project, project_id)
    return Tenant(project.organization.slug, project.slug)


def _definitions(session: Session, project_id: UUID) -> list[Definition]:
    """The newest form of the project's first metrics by name, paused ones too."""
    query = select(MetricDefinition).where(
        MetricDefinition.project_id == project_id, MetricDefinition.deleted_at.is_(None)
    )
    found = session.scalars(query.order_by(MetricDefinition.name).limit(MOST_METRICS))
    return [msgspec.convert(metric.newest.body, Definition) for metric in found]
