"""docker-compose.yml: its shape, its settings, its files and its commands, without a Docker daemon.

Shape after the Compose specification (services, top-level elements); only the keys we use are known.
"""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.reference import components
from ops.topics import PRODUCTION_REPLICATION
from tests.ops.commands import subcommands

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
TOP = {"name", "services", "secrets", "networks", "volumes"}
SERVICE = {
    "build",
    "command",
    "depends_on",
    "environment",
    "healthcheck",
    "image",
    "networks",
    "ports",
    "restart",
    "secrets",
    "volumes",
}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
DECLARED = {s.name: s for c in components() for s in c.settings}


def services(compose: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from compose["services"].items()


def shape(compose: dict[str, Any]) -> Iterator[str]:
    yield from (f"unknown top-level {k}" for k in compose if k not in TOP and k[:2] != "x-")
    for name, service in services(compose):
        yield from (f"{name}: unknown key {key}" for key in service if key not in SERVICE)
        if not service.get("image"):
            yield f"{name}: no image"
        once = service.get("restart") == "no"
        if once == ("healthcheck" in service):
            yield f"{name}: a server has a health check, a task has none"
        if not once and service.get("restart") != "unless-stopped":
            yield f"{name}: a server is restarted"
        for port in service.get("ports", []):
            if not port.startswith("127.0.0.1:"):
                yield f"{name}: port {port} is open to the network"


def references(compose: dict[str, Any]) -> Iterator[str]:
    for name, service in services(compose):
        for other, how in service.get("depends_on", {}).items():
            if other not in compose["services"] or how["condition"] not in CONDITIONS:
                yield f"{name}: depends on {other} {how}"
            elif ("completed" in how["condition"]) != (
                compose["services"][other].get("restart") == "no"
            ):
                yield f"{name}: waits for {other} in a way it never fulfils"
        for kind in ("secrets", "networks"):
            yield from (
                f"{name}: no such {kind}: {n}"
                for n in service.get(kind, [])
                if n not in compose[kind]
            )


def files(compose: dict[str, Any]) -> Iterator[str]:
    """Mounts: a named volume that is declared, or a file of the repository, read-only."""
    for name, service in services(compose):
        for mount in service.get("volumes", []):
            source, _, rest = mount.partition(":")
            if not source.startswith("."):
                if source not in compose["volumes"]:
                    yield f"{name}: no volume {source}"
            elif not (ROOT / source).is_file() or not rest.endswith(":ro"):
                yield f"{name}: {mount} is not a file of ours, mounted read-only"
    for name, secret in compose["secrets"].items():
        if not secret["file"].startswith(".secrets/"):
            yield f"secret {name} lies outside .secrets"


def settings(compose: dict[str, Any]) -> Iterator[str]:
    """Every TALLY_ variable is declared; a secret comes as the file of a secret of that service."""
    for name, service in services(compose):
        for variable, value in service.get("environment", {}).items():
            if not isinstance(value, str):
                yield f"{name}: {variable} is not a string"
            if not variable.startswith("TALLY_"):
                continue
            plain = variable.removesuffix("_FILE")
            if plain not in DECLARED:
                yield f"{name}: {variable} is not declared"
            elif DECLARED[plain].secret != variable.endswith("_FILE"):
                yield f"{name}: {variable}: secrets, and only they, come from files"
            elif DECLARED[plain].secret and Path(value).name not in service.get("secrets", []):
                yield f"{name}: {value} is not among its secrets"


def commands(compose: dict[str, Any]) -> Iterator[str]:
    """Ours (image tallylight, `python -m` in front) name a module and a subcommand that exist."""
    for name, service in services(compose):
        if service["image"] != "tallylight":
            continue
        module, *arguments = service["command"]
        main = ROOT / module / "__main__.py"
        if not main.exists():
            yield f"{name}: no module {module}"
        elif arguments and arguments[0] not in subcommands(main):
            yield f"{name}: {module} has no command {arguments[0]}"


CHECKS = (shape, references, files, settings, commands)


@pytest.mark.parametrize("check", CHECKS)
def test_the_file_is_sound(check: Callable[[dict[str, Any]], Iterator[str]]) -> None:
    assert list(check(COMPOSE)) == []


@pytest.mark.parametrize(
    ("check", "service", "key", "value", "fault"),
    [
        (shape, "sink", "imagee", "x", "unknown key imagee"),
        (shape, "sink", "restart", "no", "a server has a health check"),
        (shape, "webapp", "ports", ["8000:8000"], "open to the network"),
        (references, "sink", "secrets", ["nothing"], "no such secrets"),
        (
            references,
            "sink",
            "depends_on",
            {"topics": {"condition": "service_healthy"}},
            "never fulfils",
        ),
        (files, "sink", "volumes", ["./ops/absent.yml:/x:ro"], "not a file of ours"),
        (files, "sink", "volumes", ["data:/x"], "no volume data"),
        (settings, "sink", "environment", {"TALLY_SINKK": "x"}, "not declared"),
        (settings, "sink", "environment", {"TALLY_DATABASE_URL": "x"}, "come from files"),
        (
            settings,
            "sink",
            "environment",
            {"TALLY_INGEST_KEYS_FILE": "/x"},
            "not among its secrets",
        ),
        (settings, "sink", "environment", {"TALLY_PARTITIONS": 8}, "is not a string"),
        (commands, "sink", "command", ["consumer", "sink"], "no module consumer"),
        (commands, "sink", "command", ["consumers", "sinkk"], "has no command sinkk"),
    ],
)
def test_each_check_refuses_what_it_is_for(
    check: Callable[[dict[str, Any]], Iterator[str]],
    service: str,
    key: str,
    value: object,
    fault: str,
) -> None:
    broken = copy.deepcopy(COMPOSE)
    broken["services"][service][key] = value
    assert any(fault in line for line in check(broken))


def test_one_broker_is_development() -> None:
    for name, service in services(COMPOSE):
        environment = service.get("environment", {})
        if int(environment.get("TALLY_REPLICATION_FACTOR", PRODUCTION_REPLICATION)) < 3:
            assert environment["TALLY_ENV"] == "development", name


def test_its_prometheus_takes_late_samples_and_scrapes_our_processes() -> None:
    text = (ROOT / "ops/prometheus/prometheus.yml").read_text(encoding="utf-8")
    config = yaml.safe_load(text)
    assert config["storage"]["tsdb"]["out_of_order_time_window"] == "9d"
    assert "--web.enable-remote-write-receiver" in COMPOSE["services"]["prometheus"]["command"]
    targets = {
        target
        for job in config["scrape_configs"]
        for group in job["static_configs"]
        for target in group["targets"]
    }
    for name, service in services(COMPOSE):
        for part in service.get("healthcheck", {}).get("test", []):
            if part.endswith("/readyz"):
                port = part.removesuffix("/readyz").rpartition(":")[2]
                assert f"{name}:{port}" in targets


def test_the_image_holds_every_package_and_no_more_requirements_than_the_lock() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {line.split()[1] for line in lines if line.startswith("COPY")}
    packages = {"schemas", "codegen", "collector", "consumers", "webapp", "ops"}
    assert copied == {"requirements.lock", *packages}
    assert any("--require-hashes" in line for line in lines)
    assert any(line.startswith("USER 10001") for line in lines)
