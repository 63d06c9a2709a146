"""projects/{id}: admins change what it allows, and the collectors are told."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from schemas.records.control import MAX_QUOTA
from tests.webapp.api.conftest import Scene
from webapp.outbox import rows

LIMIT = {"events_per_second": 10, "burst": 20}


def newest(engine: Engine) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rows.waiting(engine)[-1].value or b"")
    return found


def test_a_new_project_bounds_nothing(scene: Scene, engine: Engine) -> None:
    found = scene.owner.get(f"projects/{scene.a.project}").json
    assert (found["id"], found["slug"]) == (str(scene.a.project), scene.a.slug)
    assert (found["gpc"], found["quota"], found["rate_limit"]) == ("no_visitor", None, None)
    projects = [row for row in rows.waiting(engine) if row.key == f"project:{scene.a.project}"]
    assert not {"gpc", "quota", "rate_limit"} & json.loads(projects[-1].value or b"").keys()


def test_a_change_touches_what_it_names_and_reaches_the_collectors(
    scene: Scene, engine: Engine
) -> None:
    path = f"projects/{scene.a.project}"
    before = scene.owner.get(path).json
    changed = scene.owner.send("PATCH", path, {"quota": 1_000, "rate_limit": LIMIT})
    assert changed.status_code == 200
    assert changed.json == {**before, "quota": 1_000, "rate_limit": LIMIT}
    assert (newest(engine)["kind"], newest(engine)["quota"]) == ("project", 1_000)
    assert newest(engine)["rate_limit"] == LIMIT

    obeys = scene.owner.send("PATCH", path, {"gpc": "refuse", "quota": None})
    assert obeys.json == {**changed.json, "gpc": "refuse", "quota": None}
    assert scene.owner.get(path).json == obeys.json
    assert newest(engine)["gpc"] == "refuse"
    assert "quota" not in newest(engine)


def test_the_script_follows_how_privacy_is_treated(scene: Scene) -> None:
    path = f"projects/{scene.a.project}"

    def script() -> str:
        found: str = scene.owner.get(f"{path}/snippet").json["javascript"]
        return found

    before = script()
    assert '"gpc"' not in before
    scene.owner.send("PATCH", path, {"gpc": "refuse"})
    assert '"gpc":"refuse"' in script()
    scene.owner.send("PATCH", path, {"gpc": "no_visitor"})
    assert script() == before


def test_what_changes_nothing_is_not_published(scene: Scene, engine: Engine) -> None:
    waiting = len(rows.waiting(engine))
    path = f"projects/{scene.a.project}"
    for body in ({}, {"quota": None}, {"gpc": "no_visitor"}):
        assert scene.owner.send("PATCH", path, body).status_code == 200
    assert len(rows.waiting(engine)) == waiting


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"quota": 0}, "quota"),
        ({"quota": MAX_QUOTA + 1}, "quota"),
        ({"quota": "10"}, "quota"),
        ({"quota": 1.5}, "quota"),
        ({"gpc": "ignore"}, "gpc"),
        ({"gpc": None}, "gpc"),
        ({"rate_limit": {"events_per_second": 0, "burst": 1}}, "rate_limit.events_per_second"),
        ({"rate_limit": {"events_per_second": 1}}, "rate_limit.burst"),
        ({"slug": "other"}, "slug"),
        ({"storage": "always"}, "storage"),
    ],
)
def test_a_fault_is_named_where_it_is(scene: Scene, body: dict[str, Any], path: str) -> None:
    answer = scene.owner.send("PATCH", f"projects/{scene.a.project}", body)
    assert (answer.status_code, answer.json["code"]) == (422, "validation_failed")
    assert [error["path"] for error in answer.json["errors"]] == [path]


def test_an_editor_may_look_and_not_change(scene: Scene) -> None:
    path = f"projects/{scene.a.project}"
    editor, admin = (scene.nobody.named(f"{who}@a.test") for who in ("editor", "admin"))
    assert editor.get(path).status_code == 200
    assert editor.send("PATCH", path, {"quota": 1}).status_code == 403
    assert admin.send("PATCH", path, {"quota": 1}).status_code == 200
    assert scene.nobody.named("owner@b.test").get(path).status_code == 404
