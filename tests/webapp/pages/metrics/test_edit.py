"""The editor without scripts: server-side buttons, errors at their fields, nothing lost."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from schemas.definitions import Label
from schemas.triggers import Click, PageView
from tests.webapp.pages.metrics.made import VIEWS, a_metric, the_metric
from tests.webapp.rows import NOON, a_project
from tests.webapp.visitor import Visitor
from tests.webapp.wired import RING, parts_with
from webapp.access.roles import Role
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition, Project
from webapp.definitions.parsing import parse
from webapp.definitions.rules import body_of
from webapp.editor import draft
from webapp.keys.create import Wanted, create_key
from webapp.outbox.publish import publishing

NEW = "/projects/shop/metrics/new"
PREVIEW = "/projects/shop/metrics/preview.json"


@pytest.fixture
def project(engine: Engine) -> Project:
    """With a key that pages may use, so that saving makes a script."""
    made = a_project(engine)
    with publishing(engine) as session:
        owner = session.get_one(Project, made.id)
        create_key(session, owner, Wanted("Site", origins=["https://shop.test"]), RING, NOON)
    return made


@pytest.fixture
def editor(engine: Engine, project: Project) -> Visitor:
    parts = parts_with(engine, "http://127.0.0.1:1", lambda: NOON + timedelta(seconds=0.5))
    return Visitor.signed_in(engine, project, Role.EDITOR, parts)


def _send(editor: Visitor, values: dict[str, str], action: str = NEW, **more: str) -> TestResponse:
    return editor.send(action, action, **{**values, **more})


def test_a_newcomer_can_just_save(engine: Engine, editor: Visitor) -> None:
    assert "page_views_total" in editor.get(NEW).text
    answer = _send(editor, draft.new())
    assert answer.status_code == 303
    page = editor.get(answer.headers["Location"]).text
    assert "Saved. Counts from" in page
    assert "12:00:10 UTC" in page
    assert 'data-tone="warn">scheduled' in page
    assert the_metric(engine, body_of) == parse(draft.raw(draft.new()))


def test_saving_gives_the_pages_the_script_that_it_needs(engine: Engine, editor: Visitor) -> None:
    def script() -> str | None:
        with reading(engine) as session:
            return session.query(Project).one().snippet_sha256

    assert script() is None
    values = {**draft.new(), "triggers.0.kind": "click", "triggers.0.selector": "#buy"}
    assert _send(editor, values).status_code == 303
    assert script() is not None


def test_what_is_wrong_is_said_at_its_field_and_all_that_was_typed_stays(editor: Visitor) -> None:
    values = {
        **draft.new(),
        "name": "views",
        "help": "Typed with care.",
        "labels.0.name": "org",
        "triggers.1.kind": "click",
        "triggers.1.selector": "",
        "where.0.property": "plan",
        "where.0.op": "gt",
        "where.0.values": "many",
    }
    answer = _send(editor, values)
    assert answer.status_code == 422
    page = answer.text
    for field in ("name", "labels-0-name", "triggers-1-selector", "where-0-values"):
        place = page.index(f'id="f-{field}"')
        assert 'aria-invalid="true"' in page[place : place + 400], field
    assert "The name of a counter ends in _total." in page
    assert "Typed with care." in page
    assert ">many</textarea>" in page.replace("\n", "")


def test_buttons_add_and_remove_rows_without_losing_anything(editor: Visitor) -> None:
    values = {**draft.new(), "help": "Kept."}
    more = _send(editor, values, do="labels.add")
    assert more.status_code == 200
    assert 'name="labels.1.source"' in more.text
    assert "Kept." in more.text
    fewer = _send(editor, {**values, "labels.1.source": "os"}, do="labels.0.remove").text
    assert 'name="labels.1.source"' not in fewer
    assert '<option value="os" selected>' in fewer


def test_the_fields_of_the_chosen_kind_are_shown(editor: Visitor) -> None:
    page = _send(editor, {**draft.new(), "triggers.0.kind": "custom"}, do="show").text
    row = page[page.index('id="f-triggers-0-kind"') : page.index('value="triggers.0.remove"')]
    assert 'data-is="custom server">' in row
    assert 'data-is="click form_submit" hidden>' in row.replace(" element_visible", "")


def test_the_panel_says_what_it_gives_while_one_types(editor: Visitor) -> None:
    values = {**draft.new(), "triggers.0.kind": "click", "triggers.0.selector": "<b>#buy</b>"}
    said = _said(editor, NEW, PREVIEW, values)
    assert said["sentence"] == (
        "Counts how often an element matching <b>#buy</b> is clicked, separately for each path."
    )
    assert said["names"] == ["page_views_total"]
    assert "1\u202f000 of the 20\u202f000 label sets" in said["budget"]
    assert said["promql"] == [
        'sum by (path) (rate(page_views_total{org="acme",project="shop"}[5m]))'
    ]
    assert said["missing"] == []
    bare = _said(editor, NEW, PREVIEW, {"name": "x"})
    assert (bare["names"], bare["missing"] != []) == ([], True)


def test_a_beacon_is_tried_with_what_nobody_saved_yet(engine: Engine, editor: Visitor) -> None:
    opened = editor.get(NEW).text
    assert "<strong>would count</strong>" in opened
    typed = {"events": [{"name": "signup", "properties": {"plan": "<b>free</b>"}}]}
    values = {
        **draft.new(),
        "triggers.0.kind": "custom",
        "triggers.0.event": "signup",
        "where.0.property": "plan",
        "where.0.op": "eq",
        "where.0.values": "pro",
        "sample": json.dumps(typed),
        "suggested": "",
        "help": "Typed with care.",
    }
    page = _send(editor, values, do="try").text
    assert "would not: plan is &lt;b&gt;free&lt;/b&gt;" in page
    assert "Typed with care." in page
    assert _said(editor, NEW, PREVIEW, values)["trial"] == {
        "sample": json.dumps(typed),
        "suggested": "",
        "fault": "",
        "recent": [],
        "events": [
            {
                "name": "signup",
                "path": "",
                "counts": False,
                "words": "would not: plan is <b>free</b>",
                "why": "Asked for: plan is pro.",
                "series": [],
            }
        ],
    }
    with reading(engine) as session:
        assert session.query(MetricDefinition).count() == 0


def test_a_beacon_with_a_fault_is_said_at_its_box_and_hinders_no_saving(editor: Visitor) -> None:
    values = {**draft.new(), "sample": '{"events": [{"name": "Not a name"}]}', "suggested": "x"}
    page = _send(editor, values, do="try").text
    place = page.index('id="f-sample"')
    assert 'aria-invalid="true"' in page[place : place + 400]
    assert "events.0.name: " in page
    assert _send(editor, values).status_code == 303


def test_a_version_is_tried_with_the_name_that_stays(
    engine: Engine, project: Project, editor: Visitor
) -> None:
    metric = a_metric(engine, project)
    page = editor.get(_edit(metric)).text
    assert "views_total{org=&#34;acme&#34;, path=&#34;/product/:id&#34;" in page


def test_a_name_of_another_metric_is_refused_and_not_offered(
    engine: Engine, project: Project, editor: Visitor
) -> None:
    _send(editor, draft.new())
    answer = _send(editor, draft.new())
    assert answer.status_code == 422
    assert 'value="page_views_total"' not in editor.get(NEW).text


def _said(editor: Visitor, page: str, action: str, values: dict[str, str]) -> dict[str, Any]:
    answer = editor.send(page, action, **values).json
    assert answer is not None
    return dict(answer)


def _edit(metric: UUID) -> str:
    return f"/projects/shop/metrics/{metric}/edit"


def _edited(**more: str) -> dict[str, str]:
    return {**draft.of(VIEWS), "version": "1", **more}


def test_an_edit_is_a_version_and_says_what_it_ends(
    engine: Engine, project: Project, editor: Visitor
) -> None:
    metric = a_metric(engine, project)
    values = _edited(**{"labels.0.source": "browser", "labels.0.name": "browser"})
    preview = _edit(metric).replace("/edit", "/preview.json")
    assert "begins new series" in _said(editor, _edit(metric), preview, values)["seam"]
    assert _said(editor, _edit(metric), preview, _edited())["seam"] == ""
    answer = _send(editor, values, _edit(metric))
    assert answer.headers["Location"].endswith(f"/metrics/{metric}?saved=2")
    assert "Version 2 counts from" in editor.get(answer.headers["Location"]).text
    labels = the_metric(engine, lambda found: body_of(found).labels)
    assert labels == (Label("browser", "browser"),)


def test_name_and_type_stay_whatever_the_form_says(
    engine: Engine, project: Project, editor: Visitor
) -> None:
    metric = a_metric(engine, project)
    assert _send(editor, _edited(name="x", type="gauge"), _edit(metric)).status_code == 303
    assert the_metric(engine, lambda m: (m.name, m.type)) == ("views_total", "counter")


def test_an_edit_that_somebody_overtook_is_kept_and_can_be_saved_again(
    engine: Engine, project: Project, editor: Visitor
) -> None:
    metric = a_metric(engine, project)
    assert _send(editor, _edited(help="Theirs."), _edit(metric)).status_code == 303
    late = _send(editor, _edited(help="Mine."), _edit(metric))
    assert late.status_code == 409
    assert "Somebody saved version 2 meanwhile" in late.text
    assert 'value="Mine."' in late.text
    assert 'name="version" value="2"' in late.text
    assert _send(editor, _edited(help="Mine.", version="2"), _edit(metric)).status_code == 303


def test_an_edit_of_a_paused_metric_leaves_it_paused(
    engine: Engine, project: Project, editor: Visitor
) -> None:
    metric = a_metric(engine, project)
    state = f"/projects/shop/metrics/{metric}/state"
    editor.send(_edit(metric), state, state="paused")
    _send(editor, _edited(version="2", help="New."), _edit(metric))
    assert the_metric(engine, lambda m: (m.newest.version, m.newest.state)) == (3, "paused")


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_only_editors_may(engine: Engine, project: Project, role: Role | None) -> None:
    metric = a_metric(engine, project)
    visitor = Visitor.signed_in(engine, project, role)
    expected = 403 if role else 404
    assert visitor.get(NEW).status_code == expected
    assert visitor.get(_edit(metric)).status_code == expected
    # The token of another page of theirs; the refusal is about the role.
    for path in (NEW, _edit(metric), f"/projects/shop/metrics/{metric}/delete"):
        assert visitor.send("/projects/shop/", path, name="x").status_code == expected
    assert the_metric(engine, lambda m: m.newest.version) == 1


def test_the_metric_of_another_project_is_not_found_here(
    engine: Engine, project: Project, editor: Visitor
) -> None:
    with publishing(engine) as session:
        session.expire_on_commit = False
        owner = session.get_one(Project, project.id)
        other = Project(
            organization=owner.organization,
            slug="other",
            alias="abcdef",
            name="Other",
            created_at=NOON,
        )
        session.add(other)
    metric = a_metric(engine, other)
    for path in ("", "/edit", "/now.json"):
        assert editor.get(f"/projects/shop/metrics/{metric}{path}").status_code == 404
    for path in ("/state", "/delete"):
        answer = editor.send(NEW, f"/projects/shop/metrics/{metric}{path}", state="paused")
        assert answer.status_code == 404


def test_a_trigger_and_a_click_are_one_definition(engine: Engine, editor: Visitor) -> None:
    values = {**draft.new(), "triggers.1.kind": "click", "triggers.1.selector": "a"}
    _send(editor, values)
    triggers = the_metric(engine, lambda found: body_of(found).triggers)
    assert triggers == (PageView(), Click("a"))
