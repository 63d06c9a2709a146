"""A Grafana on this machine is started with our data source; without one nothing is."""

import json
from pathlib import Path

from ops.run import grafana


def test_grafana_comes_from_path_or_setting_or_not_at_all(tmp_path: Path) -> None:
    program = tmp_path / "grafana"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    assert grafana.binary({"PATH": str(tmp_path)}, "") == program
    assert grafana.binary({"PATH": "/nowhere"}, str(program)) == program
    assert grafana.binary({"PATH": "/nowhere"}, "") is None


def test_its_data_source_is_our_prometheus_and_it_binds_loopback(tmp_path: Path) -> None:
    child = grafana.prepare(Path("/opt/grafana/bin/grafana"), tmp_path, 3000, "http://127.0.0.1:9")
    text = (tmp_path / "provisioning/datasources/tallylight.yaml").read_text(encoding="utf-8")
    [source] = json.loads(text)["datasources"]
    assert (source["type"], source["url"]) == ("prometheus", "http://127.0.0.1:9")
    assert child.environment["GF_SERVER_HTTP_ADDR"] == "127.0.0.1"
    assert child.environment["GF_PATHS_PROVISIONING"] == str(tmp_path / "provisioning")


def test_it_shows_the_checked_in_dashboards(tmp_path: Path) -> None:
    grafana.prepare(Path("/opt/grafana/bin/grafana"), tmp_path, 3000, "http://127.0.0.1:9")
    text = (tmp_path / "provisioning/dashboards/tallylight.yaml").read_text(encoding="utf-8")
    [provider] = json.loads(text)["providers"]
    assert Path(provider["options"]["path"], "project.json").is_file()
