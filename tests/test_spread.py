"""A run over workers: what stays together, what begins first, how many there are."""

from ops.dev import ROOT
from tests.spread import LONGEST_FIRST, pytest_xdist_auto_num_workers, rank, unit


def test_a_file_stays_together_with_its_parameters() -> None:
    file = "tests/webapp/test_problems.py"
    assert unit(f"{file}::test_a[sqlite]") == unit(f"{file}::test_b[a::b]") == file


def test_what_keeps_the_cores_busy_runs_one_after_the_other() -> None:
    visit, page = "tests/blackbox/test_visit.py::test_a", "tests/browser/test_pages.py::test_b"
    assert unit(visit) == unit(page) != unit("tests/webapp/pages/test_snippet.py::test_c")


def test_what_takes_longest_begins_first_and_is_there() -> None:
    short, long = "tests/schemas/test_beacon.py::test_a", "tests/blackbox/test_visit.py::test_b"
    assert sorted([short, long], key=rank) == [long, short]
    for prefix in LONGEST_FIRST:
        assert list(ROOT.glob(f"{prefix}*")), prefix


def test_one_core_has_two_workers_and_many_have_few() -> None:
    assert 2 <= pytest_xdist_auto_num_workers() <= 8
