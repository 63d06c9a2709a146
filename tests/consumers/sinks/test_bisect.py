from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.sinks.bisect import send_all
from schemas.process.errors import Reject, Retry

ROWS = st.lists(st.binary(min_size=1, max_size=4), max_size=40, unique=True)


@given(ROWS, st.data())
def test_only_refused_rows_are_isolated_and_all_others_arrive(
    rows: list[bytes], data: st.DataObject
) -> None:
    bad = set(data.draw(st.lists(st.sampled_from(rows)))) if rows else set()
    arrived: list[bytes] = []

    def send(part: Sequence[bytes]) -> None:
        if bad & set(part):
            raise Reject("sample_refused")
        arrived.extend(part)

    assert send_all(rows, send) == [row for row in rows if row in bad]
    assert arrived == [row for row in rows if row not in bad]


def test_a_retry_is_the_callers_business() -> None:
    def send(part: Sequence[bytes]) -> None:
        raise Retry("away")

    with pytest.raises(Retry):
        send_all([b"x"], send)
