"""The programs that servers are shown run as they are, and a real collector stores what they send."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from codegen import golden
from codegen.servers import servers
from schemas.beacon import Event
from schemas.records.control import KeySecret
from schemas.signatures import secret_text
from tests.collector import samples
from tests.collector.running import Running, collector, publish, settings, stored, tenant

KEY_BYTES = bytes(range(32))
PROJECT, PAGES = tenant("server-programs")
KEY = msgspec.structs.replace(
    PAGES,
    public="tlk_9876543210abcdefghij",
    scopes=("ingest:server",),
    secrets=(KeySecret(samples.RING.encrypt(KEY_BYTES)),),
)
COMMANDS = {
    "curl": ("sh", "-e", "-c"),
    "python": (sys.executable, "-c"),
    "node": ("node", "--input-type=module", "--eval"),
}


@pytest.fixture(scope="module")
def running(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    publish(kafka, PROJECT, KEY)
    with collector(settings(kafka), tmp_path_factory.mktemp("collector")) as made:
        yield made


def run(language: str, event: Event, port: int, folder: Path) -> "subprocess.CompletedProcess[str]":
    program = asdict(servers(f"http://127.0.0.1:{port}/api/v1/metrics", event))[language]
    secrets = {"TALLY_KEY": KEY.public, "TALLY_SECRET": secret_text(KEY_BYTES)}
    return subprocess.run(
        (*COMMANDS[language], program),
        env={**os.environ, **secrets},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("language", COMMANDS)
@pytest.mark.parametrize("name", golden.EVENTS)
def test_it_sends_the_event_as_it_was_typed(
    running: Running, kafka: str, tmp_path: Path, language: str, name: str
) -> None:
    event, before = golden.EVENTS[name], len(stored(kafka, PROJECT))
    done = run(language, event, running.port, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    records = [record for _, record in stored(kafka, PROJECT)]
    assert len(records) == before + 1
    newest = max(records, key=lambda record: record.received_at)
    (sent,) = newest.events
    assert (sent.name, sent.value, sent.properties) == (event.name, event.value, event.properties)
    assert newest.source == "server"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", COMMANDS)
def test_it_fails_where_the_collector_refuses(
    running: Running, tmp_path: Path, language: str
) -> None:
    done = run(language, Event("click"), running.port, tmp_path)
    assert done.returncode != 0
    assert "event_name_reserved" in done.stdout + done.stderr or "400" in done.stderr


def test_no_program_holds_a_key_or_a_secret() -> None:
    for program in golden.files().values():
        assert "whsec_" not in program.replace("'whsec_', ''", "")
