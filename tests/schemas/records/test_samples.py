"""A block is a table of finite values, or no block."""

import msgspec
import pytest

from schemas.records.samples import Block

BLOCK = Block(
    definition="d1",
    version=1,
    family="x_total",
    name="x_total",
    type="counter",
    at=5_000,
    label_names=("org", "project"),
    labels=(("acme", "acme"), ("shop", "app")),
    values=(1.0, 2.0),
)


def test_a_stale_block_has_rows_and_no_values() -> None:
    stale = msgspec.structs.replace(BLOCK, values=(), stale=True)
    assert len(stale.labels[0]) == 2


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_json_cannot_write_makes_no_block(value: float) -> None:
    assert msgspec.json.encode(value) == b"null"
    with pytest.raises(ValueError, match="finite values"):
        msgspec.structs.replace(BLOCK, values=(1.0, value))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"values": (1.0,)}, "a value per row"),
        ({"stale": True}, "none in a stale block"),
        ({"labels": (("acme", "acme"), ("shop",))}, "of one length"),
        ({"labels": (("acme", "acme"),)}, "a column of labels per name"),
        ({"label_names": (), "labels": (), "values": ()}, "a column of labels per name"),
    ],
)
def test_what_is_no_table_makes_no_block(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        msgspec.structs.replace(BLOCK, **fields)
