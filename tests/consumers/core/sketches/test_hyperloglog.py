"""Exact while there are few, then within a few times the standard error of 1.04 / sqrt(4096)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh64_intdigest

from consumers.core.sketches.hyperloglog import EXACT, REGISTERS, HyperLogLog

STANDARD_ERROR = 1.04 / REGISTERS**0.5
HASHES = st.lists(st.integers(0, 2**64 - 1), max_size=700)


def sketch_of(hashes: list[int]) -> HyperLogLog:
    sketch = HyperLogLog()
    for hashed in hashes:
        sketch.add(hashed)
    return sketch


def visitors(count: int, seed: int = 0) -> list[int]:
    return [xxh64_intdigest(f"visitor {number}".encode(), seed) for number in range(count)]


@given(st.lists(st.integers(0, 2**64 - 1), max_size=EXACT))
def test_few_are_counted_exactly(hashes: list[int]) -> None:
    assert sketch_of(hashes + hashes).count() == len(set(hashes))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("count", [513, 1_000, 5_000, 20_000, 100_000])
def test_many_are_counted_within_four_standard_errors(count: int, seed: int) -> None:
    estimate = sketch_of(visitors(count, seed)).count()
    assert abs(estimate - count) <= 4 * STANDARD_ERROR * count


def test_the_mean_over_many_sketches_is_within_one_standard_error() -> None:
    estimates = [sketch_of(visitors(3_000, seed)).count() for seed in range(40)]
    assert abs(sum(estimates) / len(estimates) / 3_000 - 1) <= STANDARD_ERROR


def test_a_count_never_falls_while_more_come_in() -> None:
    sketch, counts = HyperLogLog(), [0.0]
    for hashed in visitors(4_000):
        sketch.add(hashed)
        counts.append(sketch.count())
    assert all(a <= b for a, b in pairwise(counts))


@given(HASHES)
def test_a_sketch_survives_its_way_through_bytes_and_knows_what_it_has_seen(
    hashes: list[int],
) -> None:
    sketch = sketch_of(hashes)
    again = HyperLogLog(sketch.hashes.tobytes(), bytes(sketch.registers))
    for hashed in hashes:
        again.add(hashed)
    assert again.count() == sketch.count()
    assert (again.hashes, again.registers) == (sketch.hashes, sketch.registers)


@given(HASHES, st.randoms())
def test_the_order_does_not_matter(hashes: list[int], order: st.DataObject) -> None:
    shuffled = list(hashes)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = sketch_of(hashes), sketch_of(shuffled)
    assert (one.hashes, one.registers) == (other.hashes, other.registers)


@pytest.mark.parametrize("hashed", [0, 1, 2**52 - 1, 2**52, 2**64 - 1])
def test_hashes_at_the_edges_have_a_register_and_a_rank(hashed: int) -> None:
    sketch = sketch_of([*visitors(EXACT + 1), hashed])
    rank = sketch.registers[hashed >> 52]
    assert rank >= (53 if hashed % 2**52 == 0 else 53 - (hashed % 2**52).bit_length())
