"""apikeys/*: secrets are shown once, changes reach the outbox, the snippet follows."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.webapp.api.conftest import Scene
from tests.webapp.wired import now
from webapp.keys.asked import MAX_KEYS
from webapp.outbox import rows

FIELDS = {
    "id",
    "project_id",
    "name",
    "key",
    "scopes",
    "allowed_origins",
    "rate_limit",
    "state",
    "pending",
    "created_at",
    "expires_at",
}


def wanted(scene: Scene, **different: Any) -> dict[str, Any]:
    return {
        "project_id": str(scene.a.project),
        "name": "Warehouse",
        "scopes": ["ingest:server"],
        "allowed_origins": [],
        **different,
    }


def published(engine: Engine) -> None:
    """As if the relay had brought everything to `control`."""
    waiting = [row.revision for row in rows.waiting(engine)]
    rows.mark_published(engine, waiting, now())


def snippet(scene: Scene) -> str:
    return str(scene.owner.get(f"projects/{scene.a.project}/snippet").json["javascript"])


def test_a_new_key_shows_its_secret_once(scene: Scene) -> None:
    expires = (now() + timedelta(days=1)).isoformat()
    limit = {"events_per_second": 10, "burst": 20}
    origins = ["Shop.test/cart", "https://shop.test", "https://*.shop.test:8443"]
    body = wanted(scene, rate_limit=limit, expires_at=expires, allowed_origins=origins)
    made = scene.owner.send("POST", "apikeys", body)
    assert (made.status_code, made.json.keys()) == (201, FIELDS | {"secret"})
    assert made.json["secret"].startswith("whsec_")
    assert made.json["allowed_origins"] == ["https://shop.test", "https://*.shop.test:8443"]
    known = scene.owner.get(f"apikeys/{made.json['id']}").json
    assert known == {name: made.json[name] for name in FIELDS}
    assert (known["rate_limit"], known["expires_at"]) == (limit, expires)
    assert made.json["secret"].removeprefix("whsec_") not in json.dumps(known)


def test_what_it_allows_reaches_the_collectors(scene: Scene, engine: Engine) -> None:
    limit = {"events_per_second": 10, "burst": 20}
    scene.owner.send("POST", "apikeys", wanted(scene, rate_limit=limit))
    record = json.loads(rows.waiting(engine)[-1].value or b"")
    assert (record["kind"], record["scopes"]) == ("key", ["ingest:server"])
    assert record["rate_limit"] == limit


@pytest.mark.parametrize(
    ("different", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\tb"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"allowed_origins": ["https://shop.test", "no origin"]}, "allowed_origins.1"),
        ({"allowed_origins": [f"https://{n}.test" for n in range(51)]}, "allowed_origins"),
        ({"rate_limit": {"events_per_second": 0, "burst": 1}}, "rate_limit.events_per_second"),
        ({"rate_limit": {"events_per_second": 1.5, "burst": 1}}, "rate_limit.events_per_second"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-23:59"}, "expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "expires_at"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_is_named_where_it_is(scene: Scene, different: dict[str, Any], path: str) -> None:
    answer = scene.owner.send("POST", "apikeys", wanted(scene, **different))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    said = answer.json
    assert said["code"] == "validation_failed"
    assert [error["path"] for error in said["errors"]] == [path]


def test_a_list_is_paged_and_holds_one_project(scene: Scene) -> None:
    for number in range(3):
        scene.owner.send("POST", "apikeys", wanted(scene, name=f"Key {number}"))
    path = f"apikeys?project_id={scene.a.project}&page_size=2"
    pages = [scene.owner.get(f"{path}&page={page}").json for page in (1, 2, 3, 4)]
    assert [sorted(key["name"] for key in page["items"]) for page in pages] == [
        ["Doomed", "First key"],
        ["Key 0", "Key 1"],
        ["Key 2"],
        [],
    ]
    assert {page["total"] for page in pages} == {5}
    assert scene.owner.get(f"{path}&page=0").status_code == 422
    assert scene.owner.get(f"{path}&page={10**40}").status_code == 422


def test_a_change_touches_only_what_it_names_and_the_snippet_follows(scene: Scene) -> None:
    before = scene.owner.get(f"apikeys/{scene.a.key}").json
    answer = scene.owner.send("PATCH", f"apikeys/{scene.a.key}", {"name": "Pages"})
    assert answer.json == {**before, "name": "Pages"}
    changed = scene.owner.send("PATCH", f"apikeys/{scene.a.key}", {"allowed_origins": []})
    assert (changed.json["name"], changed.json["allowed_origins"]) == ("Pages", [])
    # No key is left that pages may use.
    gone = scene.owner.get(f"projects/{scene.a.project}/snippet")
    assert (gone.status_code, gone.json["code"]) == (409, "no_browser_key")


def test_the_script_carries_the_key_that_expires_last(scene: Scene) -> None:
    def expiring(days: int) -> str:
        return (now() + timedelta(days=days)).isoformat()

    def carries(key: str) -> bool:
        return f'"token":"{key}.' in snippet(scene)

    first = str(scene.a.key)
    pages = {"scopes": ["ingest:browser"], "allowed_origins": ["https://shop.test"]}
    ask = wanted(scene, **pages, expires_at=expiring(9))
    second = str(scene.owner.send("POST", "apikeys", ask).json["id"])
    assert carries(first)
    scene.owner.send("PATCH", f"apikeys/{first}", {"expires_at": expiring(1)})
    assert carries(second)
    scene.owner.send("PATCH", f"apikeys/{second}", {"expires_at": None})
    scene.owner.send("PATCH", f"apikeys/{first}", {"expires_at": None})
    assert carries(first)


def test_rotating_keeps_pages_counting_and_shows_the_new_secret(scene: Scene) -> None:
    before = snippet(scene)
    answer = scene.owner.send("POST", f"apikeys/{scene.a.key}/rotate", {"overlap_seconds": 60})
    assert (answer.status_code, answer.json.keys()) == (200, FIELDS | {"secret"})
    assert answer.json["secret"] != scene.a.secret
    assert snippet(scene) == before
    assert scene.owner.send("POST", f"apikeys/{scene.a.key}/rotate", {}).status_code == 200
    long = {"overlap_seconds": 31 * 86_400}
    assert scene.owner.send("POST", f"apikeys/{scene.a.key}/rotate", long).status_code == 422


def test_a_revoked_key_is_revoking_until_the_collectors_know(scene: Scene, engine: Engine) -> None:
    path = f"apikeys/{scene.a.doomed_key}"
    assert scene.owner.get(path).json["state"] == "active"
    revoked = scene.owner.send("DELETE", path).json
    assert (revoked["state"], revoked["pending"]) == ("revoking", True)
    published(engine)
    known = scene.owner.send("DELETE", path).json
    assert (known["state"], known["pending"]) == ("revoked", False)
    for method, below, body in (
        ("PATCH", "", {"name": "Again"}),
        ("POST", "/rotate", {}),
        ("POST", "/signing-versions", None),
    ):
        answer = scene.owner.send(method, path + below, body)
        assert (answer.status_code, answer.json["code"]) == (409, "key_revoked")


def test_a_new_signing_version_signs_the_snippet_and_the_old_one_retires(scene: Scene) -> None:
    path = f"apikeys/{scene.a.key}/signing-versions"
    before = snippet(scene)
    added = scene.owner.send("POST", path)
    assert (added.status_code, added.json["version"], added.json["retired_at"]) == (201, 3, None)
    assert snippet(scene) != before
    for number in (1, 1, 2):
        assert scene.owner.send("DELETE", f"{path}/{number}").status_code == 204
    listed = scene.owner.get(path).json["items"]
    assert [(it["version"], it["retired_at"] is None) for it in listed] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    last = scene.owner.send("DELETE", f"{path}/3")
    assert (last.status_code, last.json["code"]) == (409, "last_signing_version")
    assert scene.owner.send("DELETE", f"{path}/9").status_code == 404


def test_a_project_has_so_many_living_keys(scene: Scene) -> None:
    for _ in range(MAX_KEYS - 2):
        assert scene.owner.send("POST", "apikeys", wanted(scene)).status_code == 201
    full = scene.owner.send("POST", "apikeys", wanted(scene))
    assert (full.status_code, full.json["code"]) == (409, "too_many")
    scene.owner.send("DELETE", f"apikeys/{scene.a.doomed_key}")
    assert scene.owner.send("POST", "apikeys", wanted(scene)).status_code == 201
