"""The lines a person reads in the terminal."""

from collections.abc import Iterator, Mapping

from ops.run.lives import Life
from ops.run.supervisor import Supervisor

_PAGES = {
    "Webapp": "web",
    "Demo shop": "demo",
    "Collector": "collector",
    "Prometheus": "prometheus",
}


def say(line: str) -> None:
    """One line for the person who started us, at once."""
    print(f"tallylight  {line}", flush=True)


def grafana_hint(source: str) -> str:
    """What to do when this machine has no Grafana."""
    return (
        "no `grafana` on PATH and no TALLY_GRAFANA_BIN: give any Grafana a Prometheus data source "
        f"with the URL {source} (docs/grafana.md has dashboards)"
    )


def addresses(ports: Mapping[str, int], lives: Mapping[str, Life]) -> Iterator[str]:
    """Where everything is."""
    pages = {**_PAGES, "Grafana": "grafana"} if "grafana" in lives else _PAGES
    for title, name in pages.items():
        yield f"  {title:<11} http://127.0.0.1:{ports[name]}"
    yield f"  {'Kafka':<11} 127.0.0.1:{ports['kafka']}"


def sign_in(ports: Mapping[str, int], email: str, password: str) -> str:
    """How to look at the demo as its owner."""
    return (
        f"  {'Sign in':<11} http://127.0.0.1:{ports['web']}/sign-in as {email}, password {password}"
    )


def statuses(supervisor: Supervisor) -> Iterator[str]:
    """One line per process."""
    for name, life in supervisor.lives.items():
        pid = supervisor.pids.get(name)
        yield f"  {name:<11} {life.phase.value:<6} {f'pid {pid}' if pid else ''}".rstrip()
    yield "Ctrl-C stops everything"
