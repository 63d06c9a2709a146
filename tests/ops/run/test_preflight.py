"""Each fault is one line that names the setting which mends it."""

import socket
from pathlib import Path

from ops.run.instance import Instance
from ops.run.preflight import DISK_BYTES, MEMORY_BYTES, Facts, faults, look

DATA = Path("/data")
ENOUGH = Facts({"TALLY_DATA_DIR": (DATA, DISK_BYTES)}, MEMORY_BYTES, {})


def test_a_machine_with_enough_of_everything_has_no_fault() -> None:
    assert list(faults(ENOUGH)) == []


def test_each_fault_is_one_line_with_its_remedy() -> None:
    poor = Facts({"TALLY_DATA_DIR": (DATA, 10**9)}, 10**9, {"TALLY_WEB_PORT": 8000}, DATA)
    assert list(faults(poor)) == [
        "/data: 1.0 GB of disk free, 1.5 GB needed; set TALLY_DATA_DIR to a folder elsewhere",
        "1.0 GB of memory available, 2.0 GB needed; end other programs",
        "port 8000 is in use; set TALLY_WEB_PORT to a free one",
        "/data belongs to a run that goes on; set TALLY_DATA_DIR to another folder",
    ]


def test_this_machine_is_asked(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ports = {"TALLY_WEB_PORT": port, "TALLY_KAFKA_PORT": 0}
        facts = look({"TALLY_DATA_DIR": tmp_path / "not" / "yet"}, ports)
    assert facts.taken == {"TALLY_WEB_PORT": port}
    assert facts.disk["TALLY_DATA_DIR"][1] > 0
    assert facts.memory > 0
    assert facts.locked is None


def test_the_folder_of_a_run_that_goes_on_is_seen(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    assert look({"TALLY_DATA_DIR": tmp_path}, {}).locked == tmp_path
    instance.close()
    assert look({"TALLY_DATA_DIR": tmp_path}, {}).locked is None
