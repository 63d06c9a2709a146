"""A project never moves to another partition: these numbers stand for ever."""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.partitioning import partition_of


@pytest.mark.parametrize(
    ("project_id", "of_4", "of_8", "of_32"),
    [
        ("01890a5d-ac96-774b-bcce-b302099a8057", 1, 5, 21),
        ("00000000-0000-0000-0000-000000000000", 1, 1, 9),
        ("123456789", 2, 6, 6),
        ("shop", 2, 2, 2),
        ("é", 2, 6, 30),
        ("", 0, 0, 0),
    ],
)
def test_the_partition_of_a_project_is_pinned(
    project_id: str, of_4: int, of_8: int, of_32: int
) -> None:
    assert [partition_of(project_id, count) for count in (4, 8, 32)] == [of_4, of_8, of_32]


def test_the_checksum_is_the_one_of_every_other_language() -> None:
    """The check value of CRC-32/ISO-HDLC, as zlib, PNG and java.util.zip.CRC32 have it."""
    assert crc32(b"123456789") == 0xCBF43926
    assert partition_of("123456789", 1 << 32) == 0xCBF43926


@given(st.text(st.characters(codec="utf-8")), st.integers(1, 1024))
def test_a_partition_is_always_one_of_those_there_are(project_id: str, count: int) -> None:
    assert 0 <= partition_of(project_id, count) < count
