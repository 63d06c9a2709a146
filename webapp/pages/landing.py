"""The landing page: what is this, and how do I start?"""

from typing import Final

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from webapp.access.enforce import person
from webapp.db.engine import reading
from webapp.front.page import current
from webapp.front.subject import demo_subject
from webapp.pages.form import Form
from webapp.parts import parts

blueprint: Final = Blueprint("landing", __name__)


@blueprint.get("/")
def landing() -> ResponseReturnValue:
    """The way in for strangers, with the demo's numbers where there is a demo; others to their projects."""
    if person():
        return redirect("/projects", 303)
    with reading(parts().engine) as session:
        subject = demo_subject(session)
    now = current(subject, "path") if subject else None
    return render_template("pages/landing.html", form=Form(), subject=subject, now=now)
