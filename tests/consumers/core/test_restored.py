import msgspec
import pytest

from consumers.core.id_buckets import IdBuckets
from consumers.core.restored import checkpoint_key, checkpoint_of, rebuild
from consumers.core.rules import Rules
from schemas.process.errors import Stop
from schemas.records.state import Checkpoint
from tests.consumers.core.logs import START, Logged, rules, run, tick, view

HELD = {checkpoint_key(3): msgspec.json.encode(Checkpoint(10, START, 4))}


def test_a_first_start_has_neither_checkpoint_nor_offset() -> None:
    assert checkpoint_of(3, {}, None) is None


def test_a_checkpoint_that_fits_the_committed_offset_is_taken() -> None:
    assert checkpoint_of(3, HELD, 10) == Checkpoint(10, START, 4)


@pytest.mark.parametrize(
    ("raw", "committed", "said"),
    [
        ({}, 10, "only a committed offset"),
        (HELD, None, "only a checkpoint"),
        (HELD, 9, "does not fit"),
        (HELD, 11, "does not fit"),
        ({checkpoint_key(3): msgspec.json.encode(Checkpoint(10, START, 4, format=2))}, 10, "fit"),
    ],
)
def test_state_and_offset_that_differ_stop_the_owner(
    raw: dict[str, bytes], committed: int | None, said: str
) -> None:
    with pytest.raises(Stop, match=said):
        checkpoint_of(3, raw, committed)


def test_state_of_an_unknown_definition_stops_the_owner() -> None:
    ran = run([Logged(START, view("a" * 22)), Logged(START + 10_000, tick())], rules())
    checkpoint = checkpoint_of(0, ran.state, ran.committed)
    assert checkpoint is not None
    with pytest.raises(Stop, match="control holds none of it"):
        rebuild(checkpoint, ran.state, Rules(), IdBuckets())
