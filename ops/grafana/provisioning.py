"""What Grafana's provisioning files say. Standard library only: the local run reads this too.

https://grafana.com/docs/grafana/latest/administration/provisioning/
"""

from pathlib import Path
from typing import Final

DASHBOARDS: Final = Path(__file__).parent / "dashboards"
# The dashboards name their data source by it.
SOURCE: Final = "tallylight"


def data_source(url: str, scrape_interval: str) -> dict[str, object]:
    """The Prometheus at `url`, as Grafana's server reaches it; the interval sizes `$__rate_interval`."""
    source = {
        "name": "Tallylight",
        "uid": SOURCE,
        "type": "prometheus",
        "access": "proxy",
        "url": url,
        "isDefault": True,
        "jsonData": {"timeInterval": scrape_interval},
    }
    return {"apiVersion": 1, "datasources": [source]}


def dashboards(folder: Path) -> dict[str, object]:
    """Every dashboard in `folder`, as Grafana's server sees it; changes are made in files alone."""
    provider = {
        "name": "Tallylight",
        "folder": "Tallylight",
        "type": "file",
        "disableDeletion": True,
        "allowUiUpdates": False,
        "options": {"path": str(folder)},
    }
    return {"apiVersion": 1, "providers": [provider]}
