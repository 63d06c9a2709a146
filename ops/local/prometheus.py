"""One real Prometheus: found or fetched, configured, ready to be started."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from ops.local import apt
from ops.local.cache import published, write_whole
from ops.local.process import Child

# The sink asks for samples retention (7 d) + 1 d at least (pipeline.md, Sinks).
OUT_OF_ORDER_WINDOW = "9d"
_WAYS = (
    "put `prometheus` on PATH, or set TALLY_PROMETHEUS_BIN to the binary "
    "(any 2.39 or later), or run on Debian or Ubuntu, where its package is fetched"
)


class PrometheusMissingError(Exception):
    """No Prometheus on this machine and none could be fetched; names the ways to bring one."""


def binary(environ: Mapping[str, str], cache: Path, say: Callable[[str], None]) -> Path:
    """The Prometheus to run: PATH, else TALLY_PROMETHEUS_BIN, else Debian's, unpacked in the cache.

    May block on the network. Raises PrometheusMissingError.
    """
    found = shutil.which("prometheus", path=environ.get("PATH"))
    named = found or environ.get("TALLY_PROMETHEUS_BIN")
    if named:
        return _executable(named)
    if not apt.is_possible():
        raise PrometheusMissingError(f"No Prometheus found: {_WAYS}.")
    say("Prometheus: using Debian's package, unpacked in the cache")
    target = cache / "prometheus" / f"debian-{os.uname().machine}"
    try:
        folder = published(target, lambda unfinished: apt.unpack("prometheus", unfinished, say))
    except apt.AptError as error:
        raise PrometheusMissingError(f"No Prometheus found: {_WAYS}. apt says: {error}") from None
    return _executable(str(folder / "usr/bin/prometheus"))


def _executable(name: str) -> Path:
    if not os.access(name, os.X_OK) or Path(name).is_dir():
        raise PrometheusMissingError(f"{name} is not a program: {_WAYS}.")
    return Path(name).absolute()


def prepare(program: Path, folder: Path, port: int) -> Child:
    """Prometheus on 127.0.0.1:`port`, remote write on, its data in `folder`/data."""
    folder.mkdir(parents=True, exist_ok=True)
    targets, settings = folder / "targets.json", folder / "prometheus.json"
    write_whole(settings, json.dumps(_settings(port, targets), indent=2))
    if not targets.exists():
        write_targets(folder, {})
    command = (
        str(program),
        f"--config.file={settings}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--web.enable-remote-write-receiver",
        "--log.level=warn",
    )
    return Child("prometheus", command, {}, f"http://127.0.0.1:{port}/-/ready")


def write_targets(folder: Path, admin_ports: Mapping[str, int]) -> None:
    """The processes Prometheus scrapes: name of the job -> port of its admin listener."""
    groups = [
        {"targets": [f"127.0.0.1:{port}"], "labels": {"job": name}}
        for name, port in sorted(admin_ports.items())
    ]
    write_whole(folder / "targets.json", json.dumps(groups, indent=2))


def _settings(port: int, targets: Path) -> dict[str, object]:
    """prometheus.yml, written as JSON, which is YAML too."""
    itself = [{"targets": [f"127.0.0.1:{port}"]}]
    return {
        "global": {"scrape_interval": "5s"},
        "storage": {"tsdb": {"out_of_order_time_window": OUT_OF_ORDER_WINDOW}},
        "scrape_configs": [
            {"job_name": "prometheus", "static_configs": itself},
            {"job_name": "tallylight", "file_sd_configs": [{"files": [str(targets)]}]},
        ],
    }
