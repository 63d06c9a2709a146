"""A data folder belongs to one run, keeps its secrets to itself and its ports from run to run."""

import base64
import json
import socket
from pathlib import Path

import pytest

from ops.run.instance import FolderInUseError, Instance
from ops.secrets import password


def test_a_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    first = Instance(tmp_path)
    with pytest.raises(FolderInUseError, match="TALLY_DATA_DIR"):
        Instance(tmp_path)
    first.close()
    Instance(tmp_path).close()


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    path = instance.secret("TALLY_INGEST_KEYS")
    text = path.read_text(encoding="ascii")
    assert len(base64.urlsafe_b64decode(text)) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert instance.secret("TALLY_INGEST_KEYS").read_text(encoding="ascii") == text
    assert instance.secret("TALLY_APP_KEYS").read_text(encoding="ascii") != text
    made = instance.secret("TALLY_SEED_PASSWORD", password)
    assert len(made.read_text(encoding="ascii").strip()) == 16
    assert made.stat().st_mode & 0o777 == 0o600
    instance.close()


def test_ports_stay_from_run_to_run_while_they_are_free(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    ports = instance.ports({"web": 8000}, ("kafka", "prometheus"))
    instance.write_ports(ports, {"kafka": 1})
    assert json.loads((tmp_path / "ports.json").read_text(encoding="utf-8"))["ports"] == ports
    assert instance.ports({"web": 8000}, ("kafka", "prometheus")) == ports
    with socket.create_server(("127.0.0.1", ports["kafka"])):
        moved = instance.ports({"web": 8000}, ("kafka", "prometheus"))
    assert moved["kafka"] != ports["kafka"]
    assert moved["prometheus"] == ports["prometheus"]
    instance.close()


def test_a_port_that_somebody_asked_for_is_not_given_away(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    last = instance.ports({}, ("kafka",))
    instance.write_ports(last, {})
    assert instance.ports({"web": last["kafka"]}, ("kafka",))["kafka"] != last["kafka"]
    instance.close()
