"""A pipeline of real parts, with a project of its own for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.consumers.pipeline import Pipeline


@pytest.fixture
def pipeline(
    fresh_kafka: Callable[[], str], prometheus: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Pipeline]:
    """An untouched broker and a project of its own in the shared Prometheus."""
    running = Pipeline(fresh_kafka(), prometheus, tmp_path, request.node.name.replace("_", "-"))
    yield running
    running.stop_all()
