"""projects/{id}: what a project is and allows. Admins change it."""

from typing import Any, Final
from uuid import UUID

from webapp.api.blueprint import Blueprint
from webapp.api.bodies import projects as bodies
from webapp.api.changing import changing
from webapp.db.engine import reading
from webapp.db.models import Project
from webapp.keys.create import RateLimit
from webapp.parts import parts
from webapp.tenants.change import Allowed, change

blueprint: Final = Blueprint("project-settings", __name__, description="Projects")


@blueprint.get("/<uuid:project_id>")
@blueprint.response(200, bodies.ProjectSettings)
def show_project(project_id: UUID) -> Any:
    """One project."""
    with reading(parts().engine) as session:
        return shown(session.get_one(Project, project_id))


@blueprint.patch("/<uuid:project_id>")
@blueprint.arguments(bodies.ProjectChange)
@blueprint.response(200, bodies.ProjectSettings)
def change_project(given: dict[str, Any], project_id: UUID) -> Any:
    """Change what the project allows; collectors know within seconds, and a raised quota opens again."""
    with changing() as (session, project):
        after = {**shown(project), **given}
        limit = after["rate_limit"]
        allowed = Allowed(after["gpc"], after["quota"], RateLimit(**limit) if limit else None)
        change(session, project, allowed)
        return shown(project)


def shown(project: Project) -> dict[str, Any]:
    """A project as the API shows it."""
    return {name: getattr(project, name) for name in bodies.ProjectSettings().fields}
