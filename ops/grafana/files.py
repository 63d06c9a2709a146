"""The checked-in JSON of every dashboard, written by `python -m ops grafana`."""

import json
from pathlib import Path
from typing import Final

from ops.grafana import platform, project
from ops.grafana.check import faults
from ops.grafana.model import as_json
from ops.grafana.provisioning import DASHBOARDS
from ops.local.cache import write_whole

ALL: Final = (project.DASHBOARD, platform.DASHBOARD)


def written() -> dict[Path, str]:
    """The files and the text each shall have."""
    return {
        DASHBOARDS / f"{dashboard.uid.removeprefix('tallylight-')}.json": json.dumps(
            as_json(dashboard), indent=2
        )
        + "\n"
        for dashboard in ALL
    }


def write() -> list[str]:
    """Write the files; their faults instead, and nothing written, when there are any."""
    found = [fault for dashboard in ALL for fault in faults(dashboard)]
    if not found:
        for path, text in written().items():
            write_whole(path, text)
    return found
