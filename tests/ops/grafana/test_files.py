"""What is checked in is what the builder makes, and what Grafana can show without migrating it."""

import json
from typing import Any

import pytest

from ops.grafana.files import ALL, written
from ops.grafana.provisioning import DASHBOARDS, SOURCE

PANELS = {"stat", "timeseries", "bargauge"}  # none of them deprecated


@pytest.fixture(params=list(written().values()), ids=[path.stem for path in written()])
def dashboard(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(request.param)
    return read


def test_the_generated_files_are_current_and_no_others_are_there() -> None:
    for path, text in written().items():
        assert path.read_text(encoding="utf-8") == text, "run `python -m ops grafana`"
    assert set(DASHBOARDS.iterdir()) == written().keys()


def test_addresses_and_the_schema_do_not_change() -> None:
    assert [d.uid for d in ALL] == ["tallylight-project", "tallylight-platform"]
    assert {json.loads(text)["schemaVersion"] for text in written().values()} == {39}


def test_every_panel_explains_itself_and_names_the_provisioned_source(
    dashboard: dict[str, Any],
) -> None:
    source = {"type": "prometheus", "uid": SOURCE}
    for panel in dashboard["panels"]:
        assert panel["title"]
        assert panel["description"].endswith(".")
        assert panel["type"] in PANELS
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert [panel["datasource"]] == [source]
        assert all(target["datasource"] == source for target in panel["targets"])


def test_panels_lie_inside_the_grid_and_none_over_another(dashboard: dict[str, Any]) -> None:
    taken: set[tuple[int, int]] = set()
    for place in (panel["gridPos"] for panel in dashboard["panels"]):
        assert place["x"] + place["w"] <= 24
        columns = range(place["x"], place["x"] + place["w"])
        rows = range(place["y"], place["y"] + place["h"])
        cells = {(x, y) for x in columns for y in rows}
        assert not cells & taken
        taken |= cells
