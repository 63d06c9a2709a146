"""The key of a control record says its kind and what it is about: compaction keeps one of each."""

import pytest

from schemas.definitions import Definition
from schemas.process.control import KNOWN_KINDS
from schemas.records.control import ApiKey, DefinitionVersion, Project, Quota, Record, Snippet
from schemas.topics import CONTROL
from schemas.triggers import PageView
from tests.schemas.examples import kinds

COUNTER = Definition("page_views_total", "counter", "Pages", (PageView(),))


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (Project("p1", "o1", "acme", "shop"), "project:p1"),
        (ApiKey("k1", "p1", "tlk_x"), "key:k1"),
        (Snippet("p1", "c0ffee", "(()=>{})()"), "snippet:p1:c0ffee"),
        (Quota("p1", "2026-11-25"), "quota:p1"),
        (DefinitionVersion("d1", "p1", 7, 1, "active", 0, COUNTER), "definition:d1:7"),
    ],
)
def test_the_key_of_a_record_is_pinned(record: Record, key: str) -> None:
    assert record.key == key


def test_the_reader_knows_every_kind_that_is_declared() -> None:
    assert kinds(CONTROL.record).keys() == KNOWN_KINDS
