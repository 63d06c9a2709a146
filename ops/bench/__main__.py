"""`python -m ops.bench [part ...] [--check]`: measure, print, write docs/performance.json.

A row names the commit that it was measured on; what is not measured now keeps its rows.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ops.bench import aggregator, collector, hostile, live, members, quota, restart, soak, visible

Row = dict[str, Any]

ROWS: dict[str, Callable[[], Iterable[Row]]] = {
    "collector": collector.measure,
    "hostile": hostile.measure,
    "quota": quota.measure,
    "aggregator": aggregator.measure,
    "members": members.measure,
    "restart": restart.measure,
    "visible": visible.measure,
    "live": live.measure,
    "soak": soak.measure,
}
# Measured only when asked for: it takes a quarter of an hour.
LONG = frozenset({"soak"})
FILE = Path(__file__).parents[2] / "docs" / "performance.json"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.bench")
    parser.add_argument(
        "parts", nargs="*", choices=[*ROWS, []], help="what to measure; all if none"
    )
    parser.add_argument("--check", action="store_true", help="fail when a judged ratio is missed")
    chosen = parser.parse_args(arguments)
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    figures: dict[str, list[Row]] = known.get("figures", {})
    for part in chosen.parts or [part for part in ROWS if part not in LONG]:
        figures[part] = [_printed(row) for row in ROWS[part]()]
        FILE.write_text(json.dumps({**_machine(), "figures": figures}, indent=2) + "\n")
    missed = [row["row"] for rows in figures.values() for row in rows if row.get("held") is False]
    for row in missed:
        print(f"missed: {row}")
    return 1 if chosen.check and missed else 0


def _printed(row: Row) -> Row:
    """The row with its commit, as soon as it is known."""
    commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], text=True).strip()
    dated = {**row, "commit": commit}
    print(json.dumps(dated, indent=2), flush=True)
    return dated


def _machine() -> Row:
    return {
        "command": "make bench",
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.system(),
            "arch": platform.machine(),
        },
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
