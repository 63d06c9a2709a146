"""metric-configs/*: metric definitions (metrics.md) and the code that sends what one counts."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import Gone

from schemas.definition_rules import Fault
from schemas.definitions import Definition
from webapp.access.enforce import member
from webapp.api.blueprint import Blueprint, OfProject, fails, page_of
from webapp.api.bodies.metrics import ANSWERED, body
from webapp.api.changing import changing
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition
from webapp.definitions.parsing import parse, written
from webapp.definitions.rules import DefinitionRefused, body_of
from webapp.definitions.state import state_of
from webapp.definitions.versions import (
    Kept,
    create_definition,
    delete_definition,
    edit_definition,
)
from webapp.parts import parts

blueprint: Final = Blueprint("metric-configs", __name__, description="Metric definitions")


@blueprint.get("")
@blueprint.arguments(OfProject, location="query")
@blueprint.doc(responses={200: body("MetricConfigs")})
@blueprint.response(200)
def list_metrics(asked: dict[str, Any]) -> Any:
    """The project's metrics that were not deleted, by name."""
    query = select(MetricDefinition).where(
        MetricDefinition.project_id == member().project_id, MetricDefinition.deleted_at.is_(None)
    )
    with reading(parts().engine) as session:
        return page_of(session, query.order_by(MetricDefinition.name), asked, shown)


@blueprint.post("")
@blueprint.doc(
    requestBody={**body("MetricConfigNew"), "required": True},
    responses={201: body("MetricConfig")},
)
@blueprint.response(201)
def make_metric() -> Any:
    """Make a metric; it counts from `effective_at`."""
    given = _given()
    given.pop("project_id", None)
    definition = parse(given)
    with changing() as (session, project):
        return shown(create_definition(session, project, definition, parts().clock()))


@blueprint.get("/<uuid:metric_id>")
@blueprint.doc(responses={200: body("MetricConfig")})
@blueprint.response(200)
def show_metric(metric_id: UUID) -> Any:
    """One metric, deleted or not."""
    with reading(parts().engine) as session:
        return shown(session.get_one(MetricDefinition, metric_id))


@blueprint.put("/<uuid:metric_id>")
@blueprint.doc(
    requestBody={**body("MetricConfigEdit"), "required": True},
    responses={200: body("MetricConfig")},
)
@blueprint.response(200)
@fails(409, "Somebody saved a newer version (`version_stale`); `name_or_type_immutable`.")
@fails(410, "The metric was deleted.")
def edit_metric(metric_id: UUID) -> Any:
    """Save the whole definition as a new version, pause it or let it count again."""
    definition, version, state = _edit(_given())
    with changing() as (session, project):
        metric = _living(session, metric_id)
        now = parts().clock()
        edit_definition(session, project, metric, definition, now, state=state, edits=version)
        return shown(metric)


@blueprint.delete("/<uuid:metric_id>")
@blueprint.doc(responses={200: body("MetricConfig")})
@blueprint.response(200)
def delete_metric(metric_id: UUID) -> Any:
    """End a metric at `effective_at`; what it counted stays in Prometheus."""
    with changing() as (session, _):
        metric = session.get_one(MetricDefinition, metric_id)
        delete_definition(session, metric, parts().clock())
        return shown(metric)


def shown(metric: MetricDefinition) -> dict[str, Any]:
    """The definition as it is to be from `effective_at` on, and where it stands now."""
    newest = metric.newest
    return {
        "id": str(metric.id),
        "project_id": str(metric.project_id),
        **written(body_of(metric)),
        "version": newest.version,
        "state": state_of(metric, parts().clock()),
        "effective_at": newest.effective_at.isoformat(),
        "created_at": metric.created_at.isoformat(),
        "updated_at": newest.created_at.isoformat(),
    }


def _given() -> dict[str, Any]:
    given = request.get_json()
    if not isinstance(given, Mapping):
        raise DefinitionRefused([Fault("", "Give an object.")])
    return dict(given)


def _edit(given: dict[str, Any]) -> tuple[Definition, int, Kept]:
    """Definition, the version it edits and the state it is to have. Raises DefinitionRefused."""
    broken: list[Fault] = []
    version, state = given.pop("version", None), given.pop("state", None)
    if not isinstance(version, int) or isinstance(version, bool):
        broken.append(Fault("version", "Give the number of the version that you edit."))
    if state not in ("active", "paused"):
        broken.append(Fault("state", "Choose one of active, paused."))
    if given.get("project_id") not in (None, str(member().project_id)):
        broken.append(Fault("project_id", "A metric stays in its project."))
    try:
        definition = parse({name: it for name, it in given.items() if name not in ANSWERED})
    except DefinitionRefused as refused:
        raise DefinitionRefused([*broken, *refused.faults]) from None
    if broken:
        raise DefinitionRefused(broken)
    return definition, version, state


def _living(session: Session, metric_id: UUID) -> MetricDefinition:
    metric = session.get_one(MetricDefinition, metric_id)
    if metric.deleted_at is not None:
        raise Gone
    return metric
