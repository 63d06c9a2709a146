"""The parts by testcontainers, for machines where Docker answers."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from testcontainers.core.container import DockerContainer

from ops.local import kafka, ports, prometheus, ready
from tests.parts.local import PartError

_START_S = 120
_KAFKA = "apache/kafka:4.3.0"
_PROMETHEUS = "prom/prometheus:v3.5.0"
_PUSHGATEWAY = "prom/pushgateway:v1.11.1"
_POSTGRES = "postgres:17-alpine"


@contextlib.contextmanager
def run_kafka(folder: Path) -> Iterator[str]:
    """A fresh broker without topics; gives its bootstrap servers.

    The port outside equals the port inside: it is what the broker tells its clients.
    """
    port = ports.free_ports(("broker",))["broker"]
    text = kafka.settings("/tmp/kafka", port, port + 1 if port < 65535 else port - 1, "0.0.0.0")
    (folder / "server.properties").write_text(text, encoding="utf-8")
    folder.chmod(0o755)
    container = DockerContainer(_KAFKA).with_volume_mapping(str(folder), "/mnt/shared/config")
    with _running(container, port, port, f"kafka://127.0.0.1:{port}"):
        yield f"127.0.0.1:{port}"


@contextlib.contextmanager
def run_prometheus(folder: Path, port: int = 0) -> Iterator[str]:
    """An empty Prometheus with remote write and the out-of-order window, at `port` or a free one; gives
    its base URL."""
    port = port or ports.free_ports(("prometheus",))["prometheus"]
    prometheus.prepare(Path("prometheus"), folder, port)
    folder.chmod(0o755)
    arguments = "--config.file=/etc/tallylight/prometheus.json --web.enable-remote-write-receiver"
    container = (
        DockerContainer(_PROMETHEUS)
        .with_volume_mapping(str(folder), "/etc/tallylight")
        .with_command(arguments)
    )
    with _running(container, 9090, port, f"http://127.0.0.1:{port}/-/ready"):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def run_pushgateway(folder: Path) -> Iterator[str]:
    """An empty Pushgateway; gives its base URL."""
    port = ports.free_ports(("pushgateway",))["pushgateway"]
    container = DockerContainer(_PUSHGATEWAY)
    with _running(container, 9091, port, f"http://127.0.0.1:{port}/-/ready"):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def run_postgres(folder: Path) -> Iterator[str]:
    """An empty PostgreSQL; gives a SQLAlchemy URL."""
    port = ports.free_ports(("postgres",))["postgres"]
    container = DockerContainer(_POSTGRES).with_envs(
        POSTGRES_USER="tallylight", POSTGRES_DB="postgres", POSTGRES_HOST_AUTH_METHOD="trust"
    )
    with _running(container, 5432, port, f"tcp://127.0.0.1:{port}"):
        yield f"postgresql+psycopg://tallylight@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def _running(container: DockerContainer, inside: int, port: int, address: str) -> Iterator[None]:
    with container.with_bind_ports(inside, port):
        deadline = time.monotonic() + _START_S
        while not ready.is_ready(address):
            if time.monotonic() > deadline:
                raise PartError(f"{container.image} did not start: {container.get_logs()}")
            time.sleep(0.2)
        yield
