"""The metric that a request names, within the project it names."""

from uuid import UUID

from flask import abort
from sqlalchemy.orm import Session

from webapp.access.enforce import member
from webapp.charts.queries import Place
from webapp.db.models import MetricDefinition, Project


def project_of(session: Session) -> Project:
    """The request's project; its rule made sure that the asker is a member."""
    return session.get_one(Project, member().project_id)


def metric_of(session: Session, metric_id: UUID, *, ended: bool = False) -> MetricDefinition:
    """Answers 404 for a metric of another project, and 410 for one that was deleted unless `ended`."""
    metric = session.get(MetricDefinition, metric_id)
    if metric is None or metric.project_id != member().project_id:
        abort(404)
    if metric.deleted_at is not None and not ended:
        abort(410)
    return metric


def place_of(project: Project) -> Place:
    """The labels of the project's series."""
    return Place(project.organization.slug, project.slug)
