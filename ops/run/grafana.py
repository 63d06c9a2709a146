"""Grafana beside the local run, when this machine has one: ready with our dashboards, no login."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.grafana.provisioning import DASHBOARDS, dashboards, data_source
from ops.local.process import Child

_SCRAPE_INTERVAL: Final = "5s"  # as ops.local.prometheus sets it


def binary(environ: Mapping[str, str], setting: str) -> Path | None:
    """Grafana on PATH, else the one TALLY_GRAFANA_BIN (`setting`) names, else None."""
    found = shutil.which("grafana", path=environ.get("PATH")) or setting
    return Path(found).resolve() if found else None


def prepare(program: Path, folder: Path, port: int, prometheus_url: str) -> Child:
    """Grafana on 127.0.0.1:`port` with its data in `folder`, reading `prometheus_url`."""
    _provision(folder, "datasources", data_source(prometheus_url, _SCRAPE_INTERVAL))
    _provision(folder, "dashboards", dashboards(DASHBOARDS))
    return Child(
        "grafana",
        (str(program), "server", f"--homepath={_home(program)}"),
        _environment(folder, port),
        f"http://127.0.0.1:{port}/api/health",
        needs=("prometheus",),
    )


def _provision(folder: Path, kind: str, content: Mapping[str, object]) -> None:
    files = folder / "provisioning" / kind
    files.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=2)  # YAML is a superset of JSON
    (files / "tallylight.yaml").write_text(text, encoding="utf-8")


def _home(program: Path) -> Path:
    """Grafana's own files: beside the binary in a tarball, in /usr/share from a package."""
    unpacked = program.parent.parent
    return unpacked if (unpacked / "conf").is_dir() else Path("/usr/share/grafana")


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "GF_SERVER_HTTP_ADDR": "127.0.0.1",
        "GF_SERVER_HTTP_PORT": str(port),
        "GF_PATHS_DATA": str(folder / "data"),
        "GF_PATHS_LOGS": str(folder / "logs"),
        "GF_PATHS_PLUGINS": str(folder / "plugins"),
        "GF_PATHS_PROVISIONING": str(folder / "provisioning"),
        "GF_AUTH_ANONYMOUS_ENABLED": "true",
        "GF_AUTH_ANONYMOUS_ORG_ROLE": "Editor",
        "GF_ANALYTICS_REPORTING_ENABLED": "false",
        "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
    }
