"""How a run is spread over workers (`make test`, or `-n auto`): each has parts of its own.

Many tests wait for something real, so there is one more worker than cores. A unit, which one worker
takes whole and in order, is a file; what keeps the cores busy, whole systems and browsers, is one.
"""

import os
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.parts import choice, local

_MOST: Final = 8  # each may hold a broker, a Prometheus, a PostgreSQL and two browsers
# What begins first, so that no long unit is left for the end when the other workers are done.
LONGEST_FIRST: Final = (
    "tests/blackbox/",
    "tests/browser/",
    "tests/consumers/test_",
    "tests/collector/test_durability",
    "tests/collector/test_p",
    "tests/webapp/live/",
    "tests/webapp/",
    "tests/collector/",
)
_BUSY: Final = ("tests/blackbox/", "tests/browser/")


class Units(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out the units in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def unit(nodeid: str) -> str:
    """What the test belongs to: its file, or all that keep the cores busy."""
    file = nodeid.partition("::")[0]
    return "busy" if file.startswith(_BUSY) else file


def rank(nodeid: str) -> int:
    """How early the test begins: its place in `LONGEST_FIRST`, the others last."""
    places = (n for n, prefix in enumerate(LONGEST_FIRST) if nodeid.startswith(prefix))
    return next(places, len(LONGEST_FIRST))


def pytest_xdist_auto_num_workers() -> int:
    return min((os.cpu_count() or 1) + 1, _MOST)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Units:
    config.option.loadscopereorder = False  # by the number of tests, which says little here
    return Units(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(item.nodeid))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Download before the workers begin, which would all do it at once."""
    if session.config.getoption("numprocesses") and choice.source(os.environ) == "local":
        local.bring()
