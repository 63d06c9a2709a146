"""A project as topic `control` carries it."""

from schemas.records import control
from webapp.db.models import Project


def project_record(project: Project) -> control.Project:
    """What collector and aggregator know of the project."""
    limit = project.rate_limit
    return control.Project(
        id=str(project.id),
        organization_id=str(project.organization_id),
        org=project.organization.slug,
        project=project.slug,
        alias=project.alias,
        snippet_sha256=project.snippet_sha256 or "",
        gpc="refuse" if project.gpc == "refuse" else "no_visitor",
        rate_limit=control.RateLimit(**limit) if limit else None,
        quota=project.quota,
    )
