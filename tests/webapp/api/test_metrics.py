"""metric-configs/*: one set of rules, versions, states."""

from typing import Any

from sqlalchemy import Engine, select

from tests.webapp.api.conftest import Scene
from tests.webapp.definitions.test_parsing import EXAMPLE
from webapp.db.engine import reading
from webapp.db.models import MetricDefinition
from webapp.definitions.versions import effective_at

ANSWERED = {"id", "project_id", "version", "state", "effective_at", "created_at", "updated_at"}


def example(scene: Scene, **different: Any) -> dict[str, Any]:
    return {**EXAMPLE, "project_id": str(scene.a.project), **different}


def made(scene: Scene, **different: Any) -> dict[str, Any]:
    answer = scene.owner.send("POST", "metric-configs", example(scene, **different))
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def edit(scene: Scene, metric: dict[str, Any], **different: Any) -> Any:
    body = {**metric, "state": "active", **different}
    return scene.owner.send("PUT", f"metric-configs/{metric['id']}", body)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def paths(answer: Any) -> list[str]:
    assert code(answer) == (422, "validation_failed")
    return [error["path"] for error in answer.json["errors"]]


def test_a_metric_answers_with_what_was_given_and_where_it_stands(
    scene: Scene, engine: Engine
) -> None:
    metric = made(scene)
    assert metric.keys() == EXAMPLE.keys() | ANSWERED
    assert {name: metric[name] for name in EXAMPLE} == EXAMPLE
    assert (metric["version"], metric["state"]) == (1, "scheduled")
    with reading(engine) as session:
        row = session.scalars(
            select(MetricDefinition).where(MetricDefinition.name == metric["name"])
        ).one()
        assert metric["effective_at"] == effective_at(row.created_at).isoformat()
    assert scene.owner.get(f"metric-configs/{metric['id']}").json == metric


def test_the_snippet_sends_it_at_once_and_forgets_it_when_deleted(scene: Scene) -> None:
    path = f"projects/{scene.a.project}/snippet"
    assert "#signup" not in scene.owner.get(path).json["javascript"]
    metric = made(scene)
    assert "#signup" in scene.owner.get(path).json["javascript"]
    deleted = scene.owner.send("DELETE", f"metric-configs/{metric['id']}")
    assert (deleted.status_code, deleted.json["state"]) == (200, "deleted")
    assert "#signup" not in scene.owner.get(path).json["javascript"]
    assert code(edit(scene, metric)) == (410, "gone")


def test_every_fault_is_named(scene: Scene) -> None:
    wrong = example(scene, type="tally", labels=[{"name": "le"}], extra=1)
    answer = scene.owner.send("POST", "metric-configs", wrong)
    assert paths(answer) == ["type", "labels.0.source", "extra"]
    taken = example(scene, name=scene.a.metric_name, max_series=99_999)
    assert paths(scene.owner.send("POST", "metric-configs", taken)) == ["name", "max_series"]


def test_an_edit_names_the_version_it_saw(scene: Scene) -> None:
    metric = made(scene)
    assert paths(edit(scene, metric, version=None)) == ["version"]
    assert paths(edit(scene, metric, state="scheduled", help=3)) == ["state", "help"]
    assert paths(edit(scene, metric, project_id=str(scene.b.project))) == ["project_id"]
    saved = edit(scene, metric, help="Better.")
    assert (saved.status_code, saved.json["version"], saved.json["help"]) == (200, 2, "Better.")
    assert code(edit(scene, metric, help="Late.")) == (409, "version_stale")
    assert scene.owner.get(f"metric-configs/{metric['id']}").json["help"] == "Better."


def test_name_and_type_stay(scene: Scene) -> None:
    metric = made(scene)
    for different in ({"name": "other_total"}, {"type": "gauge", "name": "signup_clicks"}):
        assert code(edit(scene, metric, **different)) == (409, "name_or_type_immutable")


def test_a_metric_pauses_and_counts_again(scene: Scene) -> None:
    metric = made(scene)
    paused = edit(scene, metric, state="paused").json
    assert (paused["state"], paused["version"]) == ("paused", 2)
    again = edit(scene, paused).json
    assert (again["state"], again["version"]) == ("scheduled", 3)
    assert edit(scene, again).json["version"] == 3


def test_a_list_holds_the_living_by_name(scene: Scene) -> None:
    scene.owner.send("DELETE", f"metric-configs/{scene.a.doomed_metric}")
    made(scene)
    listed = scene.owner.get(f"metric-configs?project_id={scene.a.project}").json
    assert [it["name"] for it in listed["items"]] == ["signup_clicks_total", scene.a.metric_name]
    assert listed["total"] == 2


def test_the_code_of_a_metric_is_its_own_and_holds_no_secret(scene: Scene) -> None:
    metric = made(
        scene,
        triggers=[{"kind": "custom", "event": "order"}, {"kind": "server", "event": "order"}],
    )
    answer = scene.owner.get(f"metric-configs/{metric['id']}/code").json
    custom, server = answer["triggers"]
    assert custom["track"] == 'tally.track("order", {"properties":{"plan":"pro"}});'
    assert custom["attribute"] is None
    assert server == {"kind": "server", "event": "order"}
    assert '"plan": "pro"' in answer["server"]["curl"]
    assert "#signup" not in answer["snippet"]["javascript"]
    assert answer["snippet"]["size"]["gzip"] < answer["snippet"]["size"]["raw"]
    assert "whsec_" not in answer["server"]["curl"] + answer["server"]["python"]
    assert scene.a.secret not in str(answer)


def test_a_body_that_is_no_object_or_no_json_is_refused(scene: Scene) -> None:
    raw, path = scene.owner.raw, "metric-configs"
    assert code(raw("POST", path, b"[1]", "application/json")) == (422, "validation_failed")
    for body in (b"{", b'{"a": NaN}', b'"\\ud800"', b'"\\u0000"', b"[" * 100_000):
        assert code(raw("POST", path, body, "application/json")) == (400, "malformed")
    assert code(raw("POST", path, b"{}", "text/plain")) == (415, "unsupported_media_type")
    assert code(raw("POST", path, b" " * 300_000, "application/json")) == (413, "too_large")
