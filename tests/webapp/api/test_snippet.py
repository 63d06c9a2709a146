"""projects/{id}/snippet: the three forms belong to the same script."""

from base64 import b64encode
from hashlib import sha256

from tests.webapp.api.conftest import Scene


def test_the_forms_carry_the_same_script(scene: Scene) -> None:
    found = scene.owner.get(f"projects/{scene.a.project}/snippet").json
    assert found.keys() == {"html", "javascript", "hosted", "pinned", "csp", "size", "triggers"}
    script = found["javascript"].encode()
    assert found["html"] == f"<script>{found['javascript']}</script>"
    digest = sha256(script)
    integrity = f"sha256-{b64encode(digest.digest()).decode()}"
    assert found["hosted"]["url"] == f"http://127.0.0.1:8001/s/{scene.a.slug}.js"
    assert found["pinned"]["url"].endswith(f"/{digest.hexdigest()}.js")
    assert found["pinned"]["integrity"] == integrity
    assert integrity in found["pinned"]["html"]
    assert found["csp"]["inline"].startswith(f"script-src '{integrity}'; connect-src ")
    assert found["size"]["raw"] == len(script) > found["size"]["gzip"]


def test_its_triggers_are_those_of_the_metrics_each_once(scene: Scene) -> None:
    triggers = [{"kind": "page_view"}, {"kind": "click", "selector": "#buy"}]
    body = {
        "project_id": str(scene.a.project),
        "name": "x",
        "type": "gauge",
        "help": "",
        "triggers": triggers,
    }
    assert scene.owner.send("POST", "metric-configs", body).status_code == 201
    found = scene.owner.get(f"projects/{scene.a.project}/snippet").json
    kinds = [trigger["kind"] for trigger in found["triggers"]]
    assert sorted(kinds) == ["click", "custom", "page_view"]
    (click,) = [trigger for trigger in found["triggers"] if trigger["kind"] == "click"]
    assert click["id"] in found["javascript"]
