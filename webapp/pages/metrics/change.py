"""Pausing, resuming and deleting a metric."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from webapp.definitions.rules import DefinitionRefused, body_of
from webapp.definitions.versions import Kept, delete_definition, edit_definition
from webapp.outbox.publish import publishing
from webapp.pages.metrics.found import metric_of, project_of
from webapp.parts import parts
from webapp.problems import problem
from webapp.snippets.current import refresh

blueprint: Final = Blueprint("metric_change", __name__)

_STATES: Final[dict[str, Kept]] = {"active": "active", "paused": "paused"}


@blueprint.post("/projects/<project>/metrics/<uuid:metric_id>/state")
def state(project: str, metric_id: UUID) -> ResponseReturnValue:
    """Pause or resume: a version like any other, so the page says from when."""
    wanted, wired = _STATES.get(request.form.get("state", "")), parts()
    if wanted is None:
        return problem(400, "state is active or paused")
    try:
        with publishing(wired.engine) as session:
            owner, metric = project_of(session), metric_of(session, metric_id)
            body, now = body_of(metric), wired.clock()
            edit_definition(session, owner, metric, body, now, state=wanted)
            version = metric.newest.version
    except DefinitionRefused as refused:
        return problem(409, str(refused))
    return redirect(f"/projects/{project}/metrics/{metric_id}?saved={version}", 303)


@blueprint.post("/projects/<project>/metrics/<uuid:metric_id>/delete")
def delete(project: str, metric_id: UUID) -> ResponseReturnValue:
    """Delete it, and let pages stop sending what only it needed."""
    wired = parts()
    with publishing(wired.engine) as session:
        owner, now = project_of(session), wired.clock()
        metric = metric_of(session, metric_id, ended=True)
        delete_definition(session, metric, now)
        refresh(session, owner, wired.settings.collector_url, wired.ring, now)
    return redirect(f"/projects/{project}/metrics", 303)
