"""Every save is a new version; the epoch grows only when series change."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, select

from schemas.definitions import Definition, Label
from schemas.records import control
from schemas.triggers import Custom, PageView
from tests.webapp.rows import NOON, a_project
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition, Project
from webapp.definitions.rules import DefinitionRefused
from webapp.definitions.versions import (
    NameOrTypeChanged,
    create_definition,
    edit_definition,
    effective_at,
)
from webapp.outbox import rows
from webapp.outbox.publish import publishing

VIEWS = Definition("views_total", "counter", "Views.", (PageView(),), (Label("path", "path"),))
SIZES = Definition("size", "histogram", "", (Custom("sent"),), value="event", buckets=(1.0, 5.0))
VISITORS = Definition("visitors", "distinct", "", (PageView(),))


@dataclass(frozen=True)
class Saved:
    version: int
    epoch: int


def _create(engine: Engine, definition: Definition = VIEWS) -> None:
    a_project(engine)
    with publishing(engine) as session:
        create_definition(session, session.scalars(select(Project)).one(), definition, NOON)


def _edit(engine: Engine, definition: Definition) -> bool:
    with publishing(engine) as session:
        metric = session.scalars(select(MetricDefinition)).one()
        project = session.get_one(Project, metric.project_id)
        return edit_definition(session, project, metric, definition, NOON)


def _versions(engine: Engine) -> list[Saved]:
    with reading(engine) as session:
        metric = session.scalars(select(MetricDefinition)).one()
        return [Saved(v.version, v.epoch) for v in metric.versions]


def test_a_version_is_in_force_six_seconds_later_rounded_up_to_a_window() -> None:
    assert effective_at(NOON) == NOON + timedelta(seconds=10)
    assert effective_at(NOON + timedelta(seconds=4)) == NOON + timedelta(seconds=10)
    late = datetime(2026, 11, 23, 12, 0, 4, 1_000, tzinfo=UTC)
    assert effective_at(late) == NOON + timedelta(seconds=15)


def test_saving_publishes_the_version(engine: Engine) -> None:
    _create(engine)
    (row,) = rows.waiting(engine)
    record = msgspec.json.decode(row.value or b"", type=control.Record)
    assert isinstance(record, control.DefinitionVersion)
    assert (record.version, record.epoch, record.definition) == (1, 1, VIEWS)
    assert record.effective_at == int((NOON + timedelta(seconds=10)).timestamp() * 1000)


def test_saving_the_same_again_makes_no_version(engine: Engine) -> None:
    _create(engine)
    assert not _edit(engine, VIEWS)
    assert len(rows.waiting(engine)) == 1


def test_another_help_text_keeps_the_epoch_and_other_labels_do_not(engine: Engine) -> None:
    _create(engine)
    assert _edit(engine, msgspec.structs.replace(VIEWS, help="Page views."))
    assert _edit(engine, msgspec.structs.replace(VIEWS, labels=()))
    assert _versions(engine) == [Saved(1, 1), Saved(2, 1), Saved(3, 2)]


@pytest.mark.parametrize(
    "definition",
    [
        msgspec.structs.replace(VIEWS, max_series=20_001),
        msgspec.structs.replace(VIEWS, labels=(Label("project", "path"),)),
    ],
)
def test_a_definition_that_breaks_a_rule_is_refused(engine: Engine, definition: Definition) -> None:
    _create(engine)
    with pytest.raises(DefinitionRefused):
        _edit(engine, definition)
    assert _versions(engine) == [Saved(1, 1)]


@pytest.mark.parametrize(
    "definition",
    [
        msgspec.structs.replace(VIEWS, name="other_total"),
        msgspec.structs.replace(VIEWS, type="gauge"),
    ],
)
def test_name_and_type_stay(engine: Engine, definition: Definition) -> None:
    _create(engine)
    with pytest.raises(NameOrTypeChanged):
        _edit(engine, definition)


def test_other_triggers_make_a_version_within_the_epoch(engine: Engine) -> None:
    _create(engine)
    assert _edit(engine, msgspec.structs.replace(VIEWS, triggers=(Custom("view"),)))
    assert _versions(engine)[-1] == Saved(2, 1)


@pytest.mark.parametrize(
    ("definition", "change"),
    [
        (SIZES, {"buckets": (1.0, 2.0)}),
        (msgspec.structs.replace(SIZES, type="summary", buckets=None), {"quantiles": (0.5, 0.9)}),
        (VISITORS, {"window": ("1h",)}),
        (VIEWS, {"value": "event"}),
    ],
)
def test_other_series_begin_an_epoch(
    engine: Engine, definition: Definition, change: dict[str, object]
) -> None:
    _create(engine, definition)
    assert _edit(engine, msgspec.structs.replace(definition, **change))
    assert _versions(engine) == [Saved(1, 1), Saved(2, 2)]
