"""One metric: its chart, its numbers with their PromQL, and the way to its first event."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from schemas.definitions import Definition
from webapp.charts.picture import Picture, newest_end, take
from webapp.charts.plan import Asked, Plan, plan
from webapp.charts.queries import Subject
from webapp.charts.recent import Look
from webapp.charts.sources import AWAY, Source, sources
from webapp.charts.spans import DEFAULT, SPANS, Span
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition
from webapp.definitions.rules import body_of
from webapp.definitions.state import began_anew_since, counts_since, state_of
from webapp.editor.sentence import sentence
from webapp.editor.vocabulary.kinds import KINDS
from webapp.pages import frame
from webapp.pages.metrics.found import metric_of, project_of
from webapp.parts import parts
from webapp.problems import problem
from webapp.snippets.forms import forms_of

blueprint: Final = Blueprint("metric", __name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A metric as the page shows it. `pending`: Unix seconds, while a version waits."""

    id: UUID
    definition: Definition
    subject: Subject
    state: str
    version: int
    since: datetime
    pending: float | None
    splits: tuple[str, ...]
    restarts: bool


@blueprint.get("/projects/<project>/metrics/<uuid:metric_id>")
def page(project: str, metric_id: UUID) -> ResponseReturnValue:
    """How much, of what, since when?"""
    wired, span = parts(), _span()
    with reading(wired.engine) as session:
        owner = project_of(session)
        forms = forms_of(session, owner.slug, wired.settings.collector_url)
        shown = _shown(metric_of(session, metric_id), owner.organization.slug, owner.slug, span)
    by = _by(shown)
    if span is None or by is None:
        return problem(400, "There is no such range or split.")
    asked = _asked(shown, span, by, wired.clock())
    wanted, now = plan(asked), _now(shown, span, by)
    return frame.render(
        "pages/metric.html",
        "Metrics",
        shown=shown,
        sentence=sentence(msgspec.to_builtins(shown.definition)),
        plan=wanted,
        span=span,
        spans=SPANS,
        by=by,
        now=now,
        away=AWAY,
        forms=forms,
        firsts=_firsts(shown.definition),
        is_saved=request.args.get("saved") == str(shown.version),
        sources=_sources(wanted, span),
    )


@blueprint.get("/projects/<project>/metrics/<uuid:metric_id>/now.json")
def now(project: str, metric_id: UUID) -> ResponseReturnValue:
    """The picture that the page renews itself with."""
    span = _span()
    with reading(parts().engine) as session:
        owner = project_of(session)
        shown = _shown(metric_of(session, metric_id), owner.organization.slug, owner.slug, span)
    by = _by(shown)
    if span is None or by is None:
        return problem(400, "There is no such range or split.")
    return jsonify(_now(shown, span, by))


def _now(shown: Shown, span: Span, by: str) -> dict[str, Any]:
    """The picture as JSON; `trouble` instead of it when Prometheus gave none."""
    about = ("metric", shown.id, shown.version, span.name, by, shown.restarts)
    look: Look[Picture] = parts().recent.look(
        about, lambda p, at: take(p, _asked(shown, span, by, at), at), span.fresh
    )
    return {
        "at": look.at.timestamp(),
        "state": shown.state,
        "pending": shown.pending,
        "picture": asdict(look.seen) if look.seen else None,
        "trouble": None if look.seen else AWAY,
    }


def _asked(shown: Shown, span: Span, by: str, at: datetime) -> Asked:
    return Asked(
        shown.subject, shown.definition, span, newest_end(at, span), by, restarts=shown.restarts
    )


def _shown(metric: MetricDefinition, org: str, project: str, span: Span | None) -> Shown:
    now, body, newest = parts().clock(), body_of(metric), metric.newest
    reach = timedelta(seconds=span.seconds + span.step if span else 0)
    splits = tuple(x.name for x in body.labels if not x.source.startswith("constant:"))
    return Shown(
        metric.id,
        body,
        Subject(org, project, body.name),
        state_of(metric, now),
        newest.version,
        counts_since(metric),
        newest.effective_at.timestamp() if newest.effective_at > now else None,
        splits if body.type == "counter" else (),
        began_anew_since(metric, now - reach),
    )


def _span() -> Span | None:
    return SPANS.get(request.args.get("range", DEFAULT))


def _by(shown: Shown) -> str | None:
    """The label that splits the lines, "" for none; None for one that there is not."""
    by = request.args.get("by", shown.splits[0] if shown.splits else "")
    return by if by in ("", *shown.splits) else None


def _firsts(definition: Definition) -> list[dict[str, str]]:
    """How the first event comes about, by trigger; with the event's name where there is one."""
    found = []
    for trigger in definition.triggers:
        kind = str(trigger.__struct_config__.tag)
        row = {"kind": kind, "first": KINDS[kind].first, "event": getattr(trigger, "event", "")}
        if row not in found:
            found.append(row)
    return found


def _sources(wanted: Plan, span: Span) -> list[Source]:
    named = {figure.name: figure.promql for figure in wanted.figures}
    for name, promql in wanted.lines.items():
        named[f"Chart, {name}" if len(wanted.lines) > 1 else "Chart"] = wanted.plain or promql
    return sources(named, parts().settings, span.name)
