"""From a request to the project it is about, and the asker's role in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import request
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webapp.access.roles import Role
from webapp.access.rules import Subject
from webapp.db.models import ApiKey, Membership, MetricDefinition, Project


@dataclass(frozen=True, slots=True)
class Member:
    """A project and what the asker may do in it."""

    project_id: UUID
    slug: str
    name: str
    role: Role


class ProjectUnnamed(Exception):
    """Reject: the request must name its project by `project_id` and does not."""


def member_of(session: Session, user_id: UUID, subject: Subject) -> Member | None:
    """The asker as a member of the request's project; None when there is no such project or part.

    Raises ProjectUnnamed, and werkzeug's BadRequest for a body that is not JSON.
    """
    condition = _CONDITIONS[subject]()
    if condition is None:
        return None
    found = session.execute(
        select(Project.id, Project.slug, Project.name, Membership.role)
        .join(Membership, Membership.organization_id == Project.organization_id)
        .where(Membership.user_id == user_id, condition)
    ).first()
    return Member(found.id, found.slug, found.name, Role.named(found.role)) if found else None


def _by_slug() -> ColumnElement[bool] | None:
    return Project.slug == str((request.view_args or {})["project"])


def _by_id(value: Any) -> ColumnElement[bool] | None:
    identity = _uuid(value)
    return Project.id == identity if identity else None


def _by_query() -> ColumnElement[bool] | None:
    return _named(request.args.get("project_id"))


def _by_body() -> ColumnElement[bool] | None:
    body = request.get_json()
    return _named(body.get("project_id") if isinstance(body, dict) else None)


def _named(value: Any) -> ColumnElement[bool] | None:
    if not isinstance(value, str) or not value:
        raise ProjectUnnamed
    return _by_id(value)


def _by_key() -> ColumnElement[bool] | None:
    identity = _uuid((request.view_args or {})["key_id"])
    keys = select(ApiKey.project_id).where(ApiKey.id == identity)
    return Project.id.in_(keys) if identity else None


def _by_metric() -> ColumnElement[bool] | None:
    identity = _uuid((request.view_args or {})["metric_id"])
    metrics = select(MetricDefinition.project_id).where(MetricDefinition.id == identity)
    return Project.id.in_(metrics) if identity else None


_CONDITIONS: Final[dict[Subject, Callable[[], ColumnElement[bool] | None]]] = {
    Subject.SLUG: _by_slug,
    Subject.PATH: lambda: _by_id((request.view_args or {})["project_id"]),
    Subject.QUERY: _by_query,
    Subject.BODY: _by_body,
    Subject.KEY: _by_key,
    Subject.METRIC: _by_metric,
}


def _uuid(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
