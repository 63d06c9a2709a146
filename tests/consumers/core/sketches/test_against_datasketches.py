"""The sketches beside Apache DataSketches' on the same values (tests/conftest.py: where it installs)."""

import random

import datasketches
import pytest
from xxhash import xxh64_intdigest

from consumers.core.sketches.ddsketch import ERROR, Bins, add, quantiles
from consumers.core.sketches.hyperloglog import PRECISION, HyperLogLog

SEEDS = range(20)


def errors_of_ours(count: int) -> list[float]:
    found = []
    for seed in SEEDS:
        sketch = HyperLogLog()
        for number in range(count):
            sketch.add(xxh64_intdigest(f"{number}".encode(), seed))
        found.append(sketch.count() / count - 1)
    return found


def errors_of_theirs(count: int) -> list[float]:
    found = []
    for seed in SEEDS:
        sketch = datasketches.hll_sketch(PRECISION, datasketches.HLL_8)
        for number in range(count):
            sketch.update(f"{seed}/{number}")
        found.append(sketch.get_estimate() / count - 1)
    return found


def spread(errors: list[float]) -> float:
    return float((sum(error**2 for error in errors) / len(errors)) ** 0.5)


@pytest.mark.parametrize("count", [400, 2_000, 15_000, 60_000])
def test_distinct_counts_err_within_what_theirs_promises(count: int) -> None:
    """Both are judged by what theirs promises for sketches that were merged (its own order of arrival
    would tell it more): one standard error, with room for the chance of 20 seeds."""
    bound = abs(float(datasketches.hll_sketch.get_rel_err(True, True, PRECISION, 1)))
    ours, theirs = spread(errors_of_ours(count)), spread(errors_of_theirs(count))
    assert ours <= 1.5 * bound
    assert theirs <= 1.5 * bound


def test_quantiles_keep_their_relative_error_where_theirs_bounds_the_rank() -> None:
    """KLL's error is in ranks (here 0.5 %): both must agree within their two errors."""
    drawn = random.Random(5)
    values = [drawn.lognormvariate(3, 1) for _ in range(40_000)]
    bins: Bins = {}
    theirs = datasketches.kll_doubles_sketch(400)
    for value in values:
        add(bins, value)
        theirs.update(value)
    rank_error = float(theirs.normalized_rank_error(False))
    for quantile in (0.05, 0.25, 0.5, 0.75, 0.9, 0.99):
        (ours,) = quantiles(bins, [quantile])
        low = theirs.get_quantile(max(0.0, quantile - 2 * rank_error))
        high = theirs.get_quantile(min(1.0, quantile + 2 * rank_error))
        assert low * (1 - ERROR) <= ours <= high * (1 + ERROR)
