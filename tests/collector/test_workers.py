"""What each of several workers is started with."""

from collector.settings import CollectorSettings
from collector.workers import environment
from schemas.process.settings import read

ENVIRON = {"TALLY_INGEST_KEYS": "x", "TALLY_COLLECTOR_WORKERS": "3", "OTHER": "kept"}


def test_each_worker_is_one_with_an_admin_port_and_a_name_of_its_own() -> None:
    own = read(CollectorSettings, ENVIRON)
    workers = [
        read(CollectorSettings, environment(ENVIRON, own, number)) for number in range(own.workers)
    ]
    assert [worker.workers for worker in workers] == [1, 1, 1]
    assert [worker.fleet for worker in workers] == [3, 3, 3]
    assert [worker.admin_port for worker in workers] == [9101, 9102, 9103]
    assert [worker.identity for worker in workers] == ["collector-0", "collector-1", "collector-2"]
    assert {worker.port for worker in workers} == {8001}
    assert environment(ENVIRON, own, 0)["OTHER"] == "kept"


def test_workers_of_several_machines_are_told_how_many_there_are() -> None:
    environ = {**ENVIRON, "TALLY_COLLECTOR_FLEET": "12"}
    own = read(CollectorSettings, environ)
    assert environment(environ, own, 0)["TALLY_COLLECTOR_FLEET"] == "12"
