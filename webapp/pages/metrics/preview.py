"""What the editor says beside the form: the metric in words, its series, the PromQL to use."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from schemas.definitions import Definition, same_series
from webapp.db.models import MetricDefinition, Project
from webapp.definitions.parsing import parse
from webapp.definitions.rules import DefinitionRefused, body_of, check, living
from webapp.editor.draft import Values, raw
from webapp.editor.errors import errors
from webapp.editor.outlook import Budget, outlook
from webapp.editor.sentence import sentence
from webapp.editor.trial import Trial, trial


@dataclass(frozen=True, slots=True)
class Preview:
    """`missing`: what is to be mended before it can be saved; the rest is empty until the fields can be
    read. `seam`: what saving ends, "" when nothing. `trial`: what it would do with a beacon."""

    sentence: str
    trial: Trial
    names: tuple[str, ...] = ()
    estimate: str = ""
    budget: str = ""
    promql: tuple[str, ...] = ()
    seam: str = ""
    missing: dict[str, str] = field(default_factory=dict)


SEAM = "Saving begins new series at 0, and the ones there are end: labels, value or buckets differ."


def preview(
    session: Session,
    project: Project,
    values: Values,
    editing: MetricDefinition | None,
    now: datetime,
) -> Preview:
    """What the draft would give, in the place of `editing` if given."""
    given = raw(values)
    said = sentence(given)
    try:
        definition = parse(given)
    except DefinitionRefused as refused:
        kept = trial(project, None, values, now)
        return Preview(said, kept, missing=errors(refused.faults, values))
    found = outlook(
        definition, _budget(session, project, editing), project.organization.slug, project.slug
    )
    return Preview(
        said,
        trial(project, definition, values, now),
        found.names,
        found.estimate,
        found.budget,
        found.promql,
        SEAM if editing and not same_series(body_of(editing), definition) else "",
        _missing(session, project, definition, values, editing),
    )


def _missing(
    session: Session,
    project: Project,
    definition: Definition,
    values: Values,
    editing: MetricDefinition | None,
) -> dict[str, str]:
    try:
        check(session, project, definition, editing=editing)
    except DefinitionRefused as refused:
        return errors(refused.faults, values)
    return {}


def _budget(session: Session, project: Project, editing: MetricDefinition | None) -> Budget:
    others = [m for m in living(session, project) if editing is None or m.id != editing.id]
    return Budget(project.series_budget, sum(body_of(m).max_series for m in others))
