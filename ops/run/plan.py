"""Which of our processes run here, with what settings, and who needs whom. No side effects."""

import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ops.local.process import Child

# What a child may know of our own environment; everything else it gets is TALLY_*.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV")
# The owner of the demo; a name that no mail server answers for (RFC 2606).
DEMO_EMAIL = "demo@example.test"
FREE_PORTS = (
    "kafka_controller",
    "collector_admin",
    "aggregator_admin",
    "sink_admin",
    "webapp_admin",
    "outbox_admin",
    "live",
    "live_admin",
    "salts_admin",
    "grafana",
)


def environment(
    environ: Mapping[str, str], ports: Mapping[str, int], folder: Path, secrets: Mapping[str, Path]
) -> dict[str, str]:
    """The complete environment of our processes; the caller's TALLY_* first, what we chose wins."""
    local = "http://127.0.0.1:"
    chosen = {
        "TALLY_ENV": "development",
        "TALLY_ADMIN_HOST": "127.0.0.1",
        "TALLY_KAFKA_BOOTSTRAP": f"127.0.0.1:{ports['kafka']}",
        "TALLY_PROMETHEUS_URL": f"{local}{ports['prometheus']}",
        "TALLY_COLLECTOR_HOST": "127.0.0.1",
        "TALLY_COLLECTOR_PORT": str(ports["collector"]),
        "TALLY_COLLECTOR_URL": f"{local}{ports['collector']}",
        "TALLY_WEB_HOST": "127.0.0.1",
        "TALLY_WEB_PORT": str(ports["web"]),
        "TALLY_WEB_URL": f"{local}{ports['web']}",
        "TALLY_PUBLIC_URL": f"{local}{ports['web']}",
        "TALLY_DEMO_PORT": str(ports["demo"]),
        "TALLY_DEMO_URL": f"{local}{ports['demo']}",
        "TALLY_SEED_EMAIL": DEMO_EMAIL,
        "TALLY_SEED_ORIGINS": f"{local}{ports['demo']},http://localhost:{ports['demo']}",
        "TALLY_DATABASE_URL": f"sqlite:///{folder / 'tallylight.db'}",
        "TALLY_DATA_DIR": str(folder),
        "TALLY_SLOT": "aggregator-0",
        "TALLY_COLLECTOR_ADMIN_PORT": str(ports["collector_admin"]),
        "TALLY_AGGREGATOR_ADMIN_PORT": str(ports["aggregator_admin"]),
        "TALLY_SINK_ADMIN_PORT": str(ports["sink_admin"]),
        "TALLY_WEB_ADMIN_PORT": str(ports["webapp_admin"]),
        "TALLY_OUTBOX_ADMIN_PORT": str(ports["outbox_admin"]),
        "TALLY_LIVE_HOST": "127.0.0.1",
        "TALLY_LIVE_PORT": str(ports["live"]),
        "TALLY_LIVE_URL": f"{local}{ports['live']}",
        "TALLY_LIVE_ADMIN_PORT": str(ports["live_admin"]),
        "TALLY_SALTS_ADMIN_PORT": str(ports["salts_admin"]),
        "PYTHONUNBUFFERED": "1",
    }
    defaults = {"TALLY_PARTITIONS": "8", "TALLY_REPLICATION_FACTOR": "1"}
    files = {f"{name}_FILE": str(path) for name, path in secrets.items()}
    theirs = {k: v for k, v in environ.items() if k.startswith("TALLY_") or k in _INHERITED}
    return {**defaults, **theirs, **chosen, **files}


def processes(
    environ: Mapping[str, str], ports: Mapping[str, int], *, traffic: bool
) -> tuple[Child, ...]:
    """Our own processes in the order a person reads them; `environ` is what `environment` gave.

    Kafka and Prometheus are not among them, but are needed by them.
    """

    def ours(name: str, command: str, ready: str = "", needs: tuple[str, ...] = ()) -> Child:
        return Child(name, python(command), _own_secrets(name, environ), ready, needs)

    def once(name: str, command: str, needs: tuple[str, ...] = ()) -> Child:
        return replace(ours(name, command, "", needs), once=True)

    def admin(name: str) -> str:
        return f"http://127.0.0.1:{ports[f'{name}_admin']}/readyz"

    shop = f"http://127.0.0.1:{ports['demo']}/healthz"
    children = (
        once("topics", "-m ops topics", ("kafka",)),
        once("migrate", "-m webapp migrate"),
        once("seed", "-m webapp seed", ("migrate",)),
        once("snippets", "-m webapp snippets", ("seed",)),
        ours("outbox", "-m webapp outbox", admin("outbox"), ("topics", "seed")),
        ours("webapp", "-m webapp serve", admin("webapp"), ("seed", "prometheus")),
        ours("live", "-m webapp live", admin("live"), ("topics", "seed")),
        ours("salts", "-m collector salts", admin("salts"), ("topics",)),
        ours("collector", "-m collector", admin("collector"), ("topics",)),
        ours("aggregator", "-m consumers aggregate", admin("aggregator"), ("topics",)),
        ours("sink", "-m consumers sink", admin("sink"), ("topics", "prometheus")),
        ours("demo", "-m ops.demo", shop, ("webapp", "collector")),
        ours("visitor", "-m ops.demo.visitor", "", ("demo",)),
    )
    return children if traffic else children[:-1]


def _own_secrets(name: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of `name`: secrets go to those who need them, nobody else."""
    secrets = {
        "TALLY_INGEST_KEYS": ("collector", "salts", "webapp", "snippets", "seed"),
        "TALLY_APP_KEYS": ("webapp",),
        "TALLY_SEED_PASSWORD": ("seed",),
    }
    hidden = {secret for secret, owners in secrets.items() if name not in owners}
    return {k: v for k, v in environ.items() if k.removesuffix("_FILE") not in hidden}


def replaced(children: Iterable[Child], environ: Mapping[str, str]) -> tuple[Child, ...]:
    """The children, their commands replaced where TALLY_RUN_<NAME>_COMMAND says so (for tests)."""
    return tuple(
        replace(child, command=python(environ[name])) if name in environ else child
        for child in children
        for name in (f"TALLY_RUN_{child.name.upper()}_COMMAND",)
    )


def python(command: str) -> tuple[str, ...]:
    """`command` split as a shell would; one that begins with an option is for our own Python."""
    words = tuple(shlex.split(command))
    return (sys.executable, *words) if words[:1] and words[0].startswith("-") else words
