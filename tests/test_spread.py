"""A run over workers: what stays together, what begins first, how many there are."""

from ops.dev import ROOT
from tests.spread import LONGEST_FIRST, pytest_xdist_auto_num_workers, rank, unit


def test_a_file_stays_together_with_its_parameters() -> None:
    file = "tests/webapp/test_problems.py"
    assert unit(f"{file}::test_a[sqlite]") == unit(f"{file}::test_b[a::b]") == file


def test_the_files_that_look_at_one_running_system_stay_together() -> None:
    assert unit("tests/blackbox/test_visit.py::test_a") == unit(
        "tests/blackbox/test_curl.py::test_b"
    )
    alone = "tests/blackbox/test_chaos.py"
    assert unit(f"{alone}::test_a") == alone


def test_what_takes_longest_begins_first_and_is_there() -> None:
    short, long = "tests/schemas/test_beacon.py::test_a", "tests/blackbox/test_visit.py::test_b"
    assert sorted([short, long], key=rank) == [long, short]
    for prefix in LONGEST_FIRST:
        assert list(ROOT.glob(f"{prefix}*")), prefix


def test_there_are_more_workers_than_cores_but_never_many() -> None:
    assert 2 <= pytest_xdist_auto_num_workers() <= 8
