"""The editor: a new metric, or another version of one. Nothing that was typed is lost."""

from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from codegen.snippet import NotGenerated
from schemas.definitions import Definition
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition, Project
from webapp.definitions.parsing import parse
from webapp.definitions.rules import DefinitionRefused, body_of, living
from webapp.definitions.versions import Kept, VersionStale, create_definition, edit_definition
from webapp.editor import draft
from webapp.editor.draft import Values
from webapp.editor.errors import errors
from webapp.editor.vocabulary.kinds import offered_kinds
from webapp.editor.vocabulary.metric_types import VALUES, offered_types
from webapp.editor.vocabulary.operators import offered_operators
from webapp.editor.vocabulary.sources import offered_sources
from webapp.outbox.publish import publishing
from webapp.pages import frame
from webapp.pages.form import Form
from webapp.pages.metrics.found import metric_of, project_of
from webapp.pages.metrics.preview import preview
from webapp.parts import parts
from webapp.security import headers
from webapp.snippets.current import refresh

blueprint: Final = Blueprint("metric_edit", __name__)

_SAVE: Final = "save"


@blueprint.get("/projects/<project>/metrics/new")
def new(project: str) -> ResponseReturnValue:
    """The project's first metric can be saved as it is."""
    with reading(parts().engine) as session:
        taken = {metric.name for metric in living(session, project_of(session))}
    return _page(Form(draft.new(taken)))


@blueprint.post("/projects/<project>/metrics/new")
def create(project: str) -> ResponseReturnValue:
    """Save it, or do what one of the form's other buttons says."""
    values, wired = draft.typed(request.form), parts()
    if _action() != _SAVE:
        return _page(Form(draft.changed(values, _action())))
    try:
        definition = parse(draft.raw(values))
        with publishing(wired.engine) as session:
            owner, now = project_of(session), wired.clock()
            metric = create_definition(session, owner, definition, now)
            refresh(session, owner, wired.settings.collector_url, wired.ring, now)
            return _saved(owner, metric)
    except DefinitionRefused as refused:
        return _page(Form(values, errors(refused.faults, values)), status=422)
    except NotGenerated as error:
        return _page(Form(values, {"": _untracked(error)}), status=422)


@blueprint.get("/projects/<project>/metrics/<uuid:metric_id>/edit")
def edit(project: str, metric_id: UUID) -> ResponseReturnValue:
    """The newest version, to be changed."""
    with reading(parts().engine) as session:
        metric = metric_of(session, metric_id)
        return _page(Form(_drafted(metric)), metric_id)


@blueprint.post("/projects/<project>/metrics/<uuid:metric_id>/edit")
def save(project: str, metric_id: UUID) -> ResponseReturnValue:
    """Save a version, or do what one of the form's other buttons says."""
    values = _fixed(draft.typed(request.form), metric_id)
    if _action() != _SAVE:
        return _page(Form(draft.changed(values, _action())), metric_id)
    try:
        return _save(parse(draft.raw(values)), metric_id, _version(values))
    except DefinitionRefused as refused:
        return _page(Form(values, errors(refused.faults, values)), metric_id, 422)
    except NotGenerated as error:
        return _page(Form(values, {"": _untracked(error)}), metric_id, 422)
    except VersionStale as stale:
        said = (
            f"Somebody saved version {stale.newest} meanwhile. What you typed is still here: "
            "look at their version, then save again to replace it."
        )
        return _page(Form({**values, "version": str(stale.newest)}, {"": said}), metric_id, 409)


@blueprint.post("/projects/<project>/metrics/preview.json")
def preview_new(project: str) -> Response:
    """What the form would give, while it is being typed."""
    with reading(parts().engine) as session:
        return _preview_json(session, draft.typed(request.form), None)


@blueprint.post("/projects/<project>/metrics/<uuid:metric_id>/preview.json")
def preview_edit(project: str, metric_id: UUID) -> Response:
    """The same for a version of a metric."""
    values = _fixed(draft.typed(request.form), metric_id)
    with reading(parts().engine) as session:
        return _preview_json(session, values, metric_of(session, metric_id))


def _preview_json(session: Session, values: Values, editing: MetricDefinition | None) -> Response:
    found = preview(session, project_of(session), values, editing, parts().clock())
    return jsonify({**asdict(found), "missing": list(found.missing.values())})


def _save(definition: Definition, metric_id: UUID, version: int) -> ResponseReturnValue:
    wired = parts()
    with publishing(wired.engine) as session:
        owner, metric = project_of(session), metric_of(session, metric_id)
        state: Kept = "paused" if metric.newest.state == "paused" else "active"
        now = wired.clock()
        edit_definition(session, owner, metric, definition, now, state=state, edits=version)
        refresh(session, owner, wired.settings.collector_url, wired.ring, now)
        return _saved(owner, metric)


def _saved(project: Project, metric: MetricDefinition) -> ResponseReturnValue:
    """The metric's page says from when it counts."""
    version = metric.newest.version
    return redirect(f"/projects/{project.slug}/metrics/{metric.id}?saved={version}", 303)


def _drafted(metric: MetricDefinition) -> Values:
    return {**draft.of(body_of(metric)), "version": str(metric.newest.version)}


def _fixed(values: Values, metric_id: UUID) -> Values:
    """Name and type stay what they are."""
    with reading(parts().engine) as session:
        metric = metric_of(session, metric_id)
        return {**values, "name": metric.name, "type": metric.type}


def _version(values: Values) -> int:
    given = values.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def _action() -> str:
    return request.form.get("do", _SAVE)


def _untracked(error: NotGenerated) -> str:
    return f"Nothing was saved: pages could not be given a script that sends this ({error})."


def _page(form: Form, metric_id: UUID | None = None, status: int = 200) -> Response:
    # A script may ask the live process for the last events.
    headers.connect(parts().settings.live_url)
    with reading(parts().engine) as session:
        metric = metric_of(session, metric_id) if metric_id else None
        values = dict(form.values)
        found = preview(session, project_of(session), values, metric, parts().clock())
        name = metric.name if metric else ""
    shown: dict[str, Any] = {
        "form": form,
        "preview": found,
        "editing": {"id": metric_id, "name": name} if metric_id else None,
        "rows": {kind: draft.count(values, kind) for kind in draft.ROWS},
        "most": draft.ROWS,
        "kinds": offered_kinds(),
        "types": offered_types(),
        "sources": offered_sources(),
        "operators": offered_operators(),
        "value_names": VALUES,
    }
    return make_response(frame.render("pages/metric_edit.html", "Metrics", **shown), status)
