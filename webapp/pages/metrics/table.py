"""Which metrics do I have?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from flask import Blueprint
from flask.typing import ResponseReturnValue

from schemas.definitions import Definition
from webapp.charts.queries import Place
from webapp.charts.used import label_sets
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition
from webapp.definitions.rules import body_of, living, series_used
from webapp.definitions.state import State, counts_since, state_of
from webapp.editor.sentence import sentence
from webapp.pages import frame
from webapp.pages.metrics.found import place_of, project_of
from webapp.parts import parts

blueprint: Final = Blueprint("metrics", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One metric; `used` None while Prometheus does not answer."""

    id: str
    name: str
    type: str
    sentence: str
    state: State
    since: datetime
    used: int | None
    max_series: int


@blueprint.get("/projects/<project>/metrics")
def table(project: str) -> ResponseReturnValue:
    """All of the project's metrics, densely, with what they take of its budget."""
    wired = parts()
    with reading(wired.engine) as session:
        found = project_of(session)
        metrics, place = living(session, found), place_of(found)
        used = _used(place, tuple(map(body_of, metrics)))
        rows = [_row(metric, used, wired.clock()) for metric in metrics]
        taken, budget = series_used(session, found), found.series_budget
    return frame.render("pages/metrics.html", "Metrics", rows=rows, taken=taken, budget=budget)


def _used(place: Place, definitions: tuple[Definition, ...]) -> dict[str, int]:
    look = parts().recent.look(
        ("used", place, definitions), lambda p, at: label_sets(p, place, definitions, at)
    )
    return look.seen or {}


def _row(metric: MetricDefinition, used: dict[str, int], now: datetime) -> Row:
    body = body_of(metric)
    return Row(
        str(metric.id),
        body.name,
        body.type,
        sentence(msgspec.to_builtins(body)),
        state_of(metric, now),
        counts_since(metric),
        used.get(body.name),
        body.max_series,
    )
