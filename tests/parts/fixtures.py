"""The fixtures of the real parts, made visible to all tests by tests/conftest.py.

`kafka`, `prometheus`, `postgres` are shared by the session: use ids of your own in shared topics and
metric names of your own. `fresh_kafka` is for tests that need an untouched broker.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from tests.parts import choice


def pytest_report_header() -> str:
    """Says in the first lines of a run where the parts come from."""
    return f"real parts: {choice.source(os.environ)} (TALLY_TEST_PARTS=auto|local|docker)"


@pytest.fixture(scope="session")
def parts() -> ModuleType:
    """The module that starts parts: `run_kafka`, `run_prometheus`, `run_pushgateway`, `run_postgres`."""
    if choice.source(os.environ) == "docker":
        from tests.parts import docker

        return docker
    from tests.parts import local

    return local


@pytest.fixture(scope="session")
def kafka(parts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Bootstrap servers of a real broker, shared by the session, without topics."""
    with parts.run_kafka(tmp_path_factory.mktemp("kafka")) as bootstrap:
        yield bootstrap


@pytest.fixture
def fresh_kafka(
    parts: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """A function that starts another, empty broker (about 4 s) and gives its bootstrap servers."""
    with contextlib.ExitStack() as running:

        def broker() -> str:
            folder = tmp_path_factory.mktemp("fresh_kafka")
            return str(running.enter_context(parts.run_kafka(folder)))

        yield broker


@pytest.fixture(scope="session")
def prometheus(parts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a real Prometheus: remote write on, out-of-order window of 9 d."""
    with parts.run_prometheus(tmp_path_factory.mktemp("prometheus")) as url:
        yield url


@pytest.fixture(scope="session")
def pushgateway(parts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a real Pushgateway; use projects of your own."""
    with parts.run_pushgateway(tmp_path_factory.mktemp("pushgateway")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres(parts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy URL (psycopg 3) of a real, empty PostgreSQL."""
    with parts.run_postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url
