"""The files of docker-compose.yml say what the local run says, but for addresses."""

from pathlib import Path
from typing import Any

import yaml

from ops.grafana.provisioning import DASHBOARDS, dashboards, data_source

ROOT = Path(__file__).parents[3]


def _read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_the_data_source_of_compose_is_the_one_of_the_local_run() -> None:
    expected = data_source("http://prometheus:9090", "15s")
    assert _read("ops/grafana/datasources.yaml") == expected
    assert _read("ops/prometheus/prometheus.yml")["global"]["scrape_interval"] == "15s"


def test_compose_mounts_every_dashboard_where_its_provider_looks() -> None:
    provider = _read("ops/grafana/providers.yaml")
    folder = provider["providers"][0]["options"]["path"]
    assert provider == dashboards(Path(folder))
    mounts = _read("docker-compose.yml")["services"]["grafana"]["volumes"]
    shown = {
        f"./ops/grafana/dashboards/{f.name}:{folder}/{f.name}:ro" for f in DASHBOARDS.iterdir()
    }
    assert shown < set(mounts)
