"""Which projects do I have?"""

from typing import Final

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from webapp.access.enforce import asker
from webapp.db.engine import reading
from webapp.db.models import Membership, Organization, Project
from webapp.parts import parts

blueprint: Final = Blueprint("projects", __name__)


@blueprint.get("/projects")
def projects() -> ResponseReturnValue:
    """All projects of the organizations one belongs to; the only one at once."""
    query = (
        select(Project.slug, Project.name, Organization.name.label("organization"))
        .join(Organization, Organization.id == Project.organization_id)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.user_id == asker().user_id)
        .order_by(Organization.name, Project.name)
    )
    with reading(parts().engine) as session:
        found = session.execute(query).all()
    if len(found) == 1:
        return redirect(f"/projects/{found[0].slug}/", 303)
    return render_template("pages/projects.html", projects=found)
