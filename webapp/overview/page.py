"""The overview and the numbers it renews itself with: for members, and of the demo for everybody."""

from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.enforce import member
from webapp.charts import lamp, multiples, queries
from webapp.charts.queries import Place
from webapp.charts.recent import Look
from webapp.charts.sources import AWAY, Source, sources
from webapp.db.engine import reading
from webapp.db.models import Project
from webapp.overview import snapshot
from webapp.overview.subject import Overview, demo_project, overview_of
from webapp.pages import frame
from webapp.parts import parts
from webapp.problems import problem
from webapp.snippets.forms import Forms, forms_of

blueprint: Final = Blueprint("overview", __name__)


@blueprint.get("/projects/<project>/")
def page(project: str) -> ResponseReturnValue:
    """What is happening on this project?"""
    shown, forms = _of_member()
    by = _by(shown)
    if by is None:
        return problem(400, "There is no such split.")
    values = _values(shown, forms, by, f"/projects/{shown.slug}")
    return frame.render("pages/overview.html", "Overview", base="project.html", **values)


@blueprint.get("/projects/<project>/now.json")
def now(project: str) -> ResponseReturnValue:
    """The numbers of the page, shared for two seconds."""
    shown, _ = _of_member()
    return _numbers(shown)


@blueprint.get("/projects/<project>/lamp.json")
def lamp_now(project: str) -> Response:
    """The lamp in the frame of every page of the project."""
    shown, _ = _of_member()
    return jsonify(lamp_of(shown.place))


@blueprint.get("/demo")
def demo() -> ResponseReturnValue:
    """The same page about the demo project."""
    shown, forms = _of_demo()
    if shown is None:
        return make_response(render_template("pages/no_demo.html"))
    by = _by(shown)
    if by is None:
        return problem(400, "There is no such split.")
    project = {"slug": shown.slug, "name": shown.name}
    values = _values(shown, forms, by, "/demo")
    return render_template("pages/overview.html", base="demo.html", project=project, **values)


@blueprint.get("/demo/now.json")
def demo_now() -> ResponseReturnValue:
    """The numbers of the demo's page."""
    shown, _ = _of_demo()
    return problem(404, "") if shown is None else _numbers(shown)


@blueprint.get("/demo/lamp.json")
def demo_lamp() -> ResponseReturnValue:
    """The lamp of the demo project."""
    shown, _ = _of_demo()
    return problem(404, "") if shown is None else jsonify(lamp_of(shown.place))


def lamp_of(place: Place) -> dict[str, Any] | None:
    """The lamp as JSON; None when Prometheus does not answer."""
    look = parts().recent.look(("lamp", place), lambda p, at: lamp.look(p, place, at))
    return asdict(look.seen) if look.seen else None


def current(shown: Overview, by: str) -> dict[str, Any]:
    """The page's numbers as JSON; `trouble` instead of them when Prometheus gave none.

    `views` is null for a project without a counter of page views.
    """
    recent, views, trouble = parts().recent, shown.views, None
    seen: Look[snapshot.Snapshot] | None = None
    if views:
        seen = recent.look(
            ("views", views, by),
            lambda p, at: snapshot.take(p, views.subject, views.path, by, at),
        )
    small = recent.look(
        ("multiples", shown.place, shown.definitions),
        lambda p, at: multiples.take(p, shown.place, shown.definitions, at),
    )
    if small.seen is None or (seen and seen.seen is None):
        trouble = AWAY
    return {
        "at": small.at.timestamp(),
        "lamp": lamp_of(shown.place),
        "views": asdict(seen.seen) if seen and seen.seen else None,
        "multiples": [asdict(one) for one in small.seen or ()],
        "trouble": trouble,
    }


def _of_member() -> tuple[Overview, Forms | None]:
    with reading(parts().engine) as session:
        project = session.get_one(Project, member().project_id)
        forms = forms_of(session, project.slug, parts().settings.collector_url)
        return overview_of(session, project), forms


def _of_demo() -> tuple[Overview | None, Forms | None]:
    with reading(parts().engine) as session:
        project = demo_project(session)
        if project is None:
            return None, None
        forms = forms_of(session, project.slug, parts().settings.collector_url)
        return overview_of(session, project), forms


def _by(shown: Overview) -> str | None:
    """The label that splits the lines; None for one that there is not."""
    if shown.views is None:
        return ""
    by = request.args.get("by", shown.views.path)
    return by if by in shown.views.splits else None


def _numbers(shown: Overview) -> ResponseReturnValue:
    by = _by(shown)
    if by is None:
        return problem(400, "There is no such split.")
    return jsonify(current(shown, by))


def _values(shown: Overview, forms: Forms | None, by: str, here: str) -> dict[str, Any]:
    return {
        "shown": shown,
        "address": here,
        "by": by,
        "now": current(shown, by),
        "away": AWAY,
        "forms": forms,
        "sources": _sources(shown, by),
    }


def _sources(shown: Overview, by: str) -> list[Source]:
    views = shown.views
    if views is None:
        return []
    selector, minute = views.subject.selector, queries.within(snapshot.MINUTE)
    named = {
        "Page views counted": queries.total(views.subject),
        "In the last hour": queries.gained(selector, "1h"),
        "Views per minute": queries.gained_by(selector, by, minute),
        "Top pages": queries.top(views.subject, views.path),
    }
    return sources(named, parts().settings)
