"""Putting the local run together: check, prepare, start, watch, stop."""

import signal
import time
from collections.abc import Mapping
from pathlib import Path

from ops.bootstrap import BootstrapError, become, environment, is_inside
from ops.local.apt import AptError
from ops.local.cache import cache_root
from ops.local.kafka import KafkaError
from ops.local.kafka_jars import LockError
from ops.local.prometheus import PrometheusMissingError
from ops.run import preflight
from ops.run.assemble import children, demo_sign_in, ports
from ops.run.instance import FolderInUseError, Instance
from ops.run.report import addresses, say, sign_in, statuses
from ops.run.supervisor import Supervisor
from ops.settings import RunSettings
from schemas.process.settings import read

ROOT = Path(__file__).parent.parent.parent
LOCK = ROOT / "requirements-local.lock"
_EXPECTED = (
    AptError,
    BootstrapError,
    FolderInUseError,
    KafkaError,
    LockError,
    PrometheusMissingError,
    OSError,  # network, disk: its text says which
)


def main(environ: Mapping[str, str]) -> int:
    """Run until Ctrl-C or SIGTERM; 0 then, 1 when it could not start, the reason printed."""
    settings, cache = read(RunSettings, environ), cache_root(environ)
    found = tuple(preflight.faults(_facts(settings, cache)))
    for fault in found:
        say(fault)
    if found:
        return 1
    try:
        python = environment(LOCK, cache, say)
        if not is_inside(python):
            become(python, ("-m", "ops", "run"))
        return _run(settings, environ, cache)
    except _EXPECTED as error:
        say(str(error))
    except KeyboardInterrupt:
        say("stopped before everything was there; the next start goes on from here")
    return 1


def _facts(settings: RunSettings, cache: Path) -> preflight.Facts:
    folders = {"TALLY_DATA_DIR": Path(settings.data_dir), "XDG_CACHE_HOME": cache}
    ports = {
        "TALLY_WEB_PORT": settings.web_port,
        "TALLY_COLLECTOR_PORT": settings.collector_port,
        "TALLY_DEMO_PORT": settings.demo_port,
        "TALLY_KAFKA_PORT": settings.kafka_port,
        "TALLY_PROMETHEUS_PORT": settings.prometheus_port,
    }
    return preflight.look(folders, ports)


def _run(settings: RunSettings, environ: Mapping[str, str], cache: Path) -> int:
    instance = Instance(Path(settings.data_dir))
    chosen = ports(settings, instance)
    everything = children(settings, environ, cache, instance, chosen)
    stops = _Stops()
    supervisor = Supervisor(everything, ROOT, instance.logs, say)
    try:
        _watch(supervisor, instance, chosen, stops)
        say(f"{stops.reason}: stopping; again to kill")
    finally:
        supervisor.stop(at_once=lambda: stops.count > 1)
        instance.write_ports(chosen, {})
    say("stopped")
    return 0


def _watch(
    supervisor: Supervisor, instance: Instance, ports: Mapping[str, int], stops: "_Stops"
) -> None:
    announced = False
    while not stops.count:
        if supervisor.step():
            instance.write_ports(ports, supervisor.pids)
        if supervisor.all_up and not announced:
            announced = True
            own = sign_in(ports, *demo_sign_in(instance))
            for line in (*addresses(ports, supervisor.lives), own, *statuses(supervisor)):
                say(line)
        time.sleep(0.05)


class _Stops:
    """Counts the requests to stop: Ctrl-C, SIGTERM, or the terminal going away."""

    def __init__(self) -> None:
        self.count, self.reason = 0, ""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._received)

    def _received(self, number: int, _frame: object) -> None:
        self.count += 1
        self.reason = signal.Signals(number).name
