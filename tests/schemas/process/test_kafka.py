"""Every Kafka client of ours begins with the same configuration."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers.kafka import IDLE_CONNECTION_MS, transactional_producer
from ops.dev import ROOT
from schemas.process.kafka import RECONNECT_MAX_MS, client

PRODUCT = ("collector", "consumers", "schemas", "webapp")
ONE_PLACE = ROOT / "schemas" / "process" / "kafka.py"


def strays(root: Path) -> Iterator[Path]:
    """Files of the product that tell a client where Kafka is without the rest."""
    for folder in PRODUCT:
        for path in sorted((root / folder).rglob("*.py")):
            if path != ONE_PLACE and "bootstrap.servers" in path.read_text(encoding="utf-8"):
                yield path


def test_no_client_is_configured_elsewhere() -> None:
    assert list(strays(ROOT)) == []


def test_one_that_is_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "collector").mkdir()
    stray = tmp_path / "collector" / "topic.py"
    stray.write_text('Consumer({"bootstrap.servers": bootstrap})\n', encoding="utf-8")
    assert list(strays(tmp_path)) == [stray]


def test_a_connection_that_is_closed_for_being_idle_may_be_made_again_at_once() -> None:
    """A pause that is longer than connections live doubles with each of them: commits took seconds."""
    settings = transactional_producer("127.0.0.1:9092", "slot-0")
    assert settings["connections.max.idle.ms"] == IDLE_CONNECTION_MS
    assert settings["reconnect.backoff.max.ms"] == RECONNECT_MAX_MS
    assert RECONNECT_MAX_MS < IDLE_CONNECTION_MS


@pytest.mark.parametrize("name", ["outbox", "slot-0"])
def test_a_client_has_its_own_name(name: str) -> None:
    assert client("127.0.0.1:9092", name)["client.id"] == name
