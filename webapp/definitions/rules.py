"""The rules that need the project's other definitions: names are unique, series fit the budget."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.definition_rules import Fault, faults
from schemas.definitions import Definition, expanded_names
from webapp.db.models import MetricDefinition, Project


class DefinitionRefused(Exception):
    """Reject: it breaks rules of schemas.definition_rules or of its project; nothing was written."""

    def __init__(self, broken: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.message}" for fault in broken))
        self.faults = broken


def check(
    session: Session,
    project: Project,
    definition: Definition,
    *,
    editing: MetricDefinition | None = None,
) -> None:
    """Raise DefinitionRefused unless `definition` may be saved, in the place of `editing` if given."""
    others = [m for m in living(session, project) if editing is None or m.id != editing.id]
    bodies = [body_of(metric) for metric in others]
    broken = [*faults(definition), *_name_faults(definition, bodies)]
    broken += _budget_faults(definition, bodies, project.series_budget)
    if broken:
        raise DefinitionRefused(broken)


def living(session: Session, project: Project) -> list[MetricDefinition]:
    """The project's metrics that were not deleted, by name."""
    query = select(MetricDefinition).where(
        MetricDefinition.project_id == project.id, MetricDefinition.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(MetricDefinition.name)).all())


def body_of(metric: MetricDefinition) -> Definition:
    """The definition as its newest version says it."""
    return msgspec.convert(metric.newest.body, Definition)


def series_used(session: Session, project: Project) -> int:
    """How much of the budget the project's metrics take."""
    return sum(body_of(metric).max_series for metric in living(session, project))


def _name_faults(definition: Definition, others: list[Definition]) -> Iterator[Fault]:
    taken = {name for other in others for name in (other.name, *expanded_names(other))}
    if not taken.isdisjoint({definition.name, *expanded_names(definition)}):
        yield Fault("name", "Another metric of this project has series of this name.")


def _budget_faults(
    definition: Definition, others: list[Definition], budget: int
) -> Iterator[Fault]:
    left = budget - sum(other.max_series for other in others)
    if definition.max_series > left:
        yield Fault(
            "max_series", f"The project's budget of {budget} series has {max(left, 0)} left."
        )
