"""From settings to the children of this run: downloads, files, ports, environments."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ops.local import kafka, prometheus
from ops.local.process import Child
from ops.run import grafana, plan
from ops.run.instance import Instance
from ops.run.report import grafana_hint, say
from ops.secrets import password
from ops.settings import RunSettings

_KEY_RINGS = ("TALLY_INGEST_KEYS", "TALLY_APP_KEYS")
_PASSWORD = "TALLY_SEED_PASSWORD"


def ports(settings: RunSettings, instance: Instance) -> dict[str, int]:
    """Every port of this run by name: the ones people chose, free ones for the rest."""
    fixed = {
        "web": settings.web_port,
        "collector": settings.collector_port,
        "demo": settings.demo_port,
        "kafka": settings.kafka_port,
        "prometheus": settings.prometheus_port,
    }
    chosen = {name: port for name, port in fixed.items() if port}
    return instance.ports(chosen, [*(n for n in fixed if n not in chosen), *plan.FREE_PORTS])


def children(
    settings: RunSettings,
    environ: Mapping[str, str],
    cache: Path,
    instance: Instance,
    ports: Mapping[str, int],
) -> tuple[Child, ...]:
    """Everything this run starts, its files written. Blocks on downloads the first time.

    Raises what ops.local.kafka.prepare and ops.local.prometheus.binary raise.
    """
    folder = instance.folder
    broker = kafka.prepare(cache, folder / "kafka", ports["kafka"], ports["kafka_controller"], say)
    with_bin = {**environ, "TALLY_PROMETHEUS_BIN": settings.prometheus_bin}
    program = prometheus.binary(with_bin, cache, say)
    store = prometheus.prepare(program, folder / "prometheus", ports["prometheus"])
    admin = {n.removesuffix("_admin"): p for n, p in ports.items() if n.endswith("_admin")}
    prometheus.write_targets(folder / "prometheus", admin)
    secrets = {name: instance.secret(name) for name in _KEY_RINGS}
    secrets[_PASSWORD] = instance.secret(_PASSWORD, password)
    charts = _grafana(settings, environ, folder, ports)
    links = {"TALLY_GRAFANA_URL": f"http://127.0.0.1:{ports['grafana']}"} if charts else {}
    given = plan.environment({**environ, **links}, ports, folder, secrets)
    ours = plan.processes(given, ports, traffic=settings.demo_traffic)
    return plan.replaced((broker, store, *ours, *charts), environ)


def demo_sign_in(instance: Instance) -> tuple[str, str]:
    """Address and password of the demo's owner, to be shown to whoever started this run."""
    return plan.DEMO_EMAIL, instance.secret(_PASSWORD, password).read_text(encoding="ascii").strip()


def _grafana(
    settings: RunSettings, environ: Mapping[str, str], folder: Path, ports: Mapping[str, int]
) -> tuple[Child, ...]:
    program = grafana.binary(environ, settings.grafana_bin)
    source = f"http://127.0.0.1:{ports['prometheus']}"
    if not program:
        say(grafana_hint(source))
        return ()
    child = grafana.prepare(program, folder / "grafana", ports["grafana"], source)
    inherited = {name: environ[name] for name in ("PATH", "HOME") if name in environ}
    return (replace(child, environment={**inherited, **child.environment}),)
