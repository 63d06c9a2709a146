"""The landing page: what is this, and how do I start?"""

from typing import Final

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from webapp.access.enforce import person
from webapp.db.engine import reading
from webapp.overview.page import current
from webapp.overview.subject import demo_project, overview_of
from webapp.pages.form import Form
from webapp.parts import parts

blueprint: Final = Blueprint("landing", __name__)


@blueprint.get("/")
def landing() -> ResponseReturnValue:
    """The way in for strangers, with the demo's numbers where there is a demo; others to their projects."""
    if person():
        return redirect("/projects", 303)
    with reading(parts().engine) as session:
        project = demo_project(session)
        demo = overview_of(session, project) if project else None
    now = current(demo, demo.views.path) if demo and demo.views else None
    return render_template("pages/landing.html", form=Form(), demo=demo, now=now)
