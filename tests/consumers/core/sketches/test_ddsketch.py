"""The error that is promised, against the exact quantiles."""

import random
import sys
from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.core.sketches.ddsketch import (
    ERROR,
    LARGEST,
    SMALLEST,
    Bins,
    add,
    merged,
    quantiles,
)

VALUES = st.lists(st.floats(0, LARGEST), min_size=1, max_size=200)
QUANTILES = st.lists(st.floats(0, 1), min_size=1, max_size=9).map(sorted)


def bins_of(values: list[float]) -> Bins:
    bins: Bins = {}
    for value in values:
        add(bins, value)
    return bins


def is_within_error(estimate: float, value: float) -> bool:
    # The last bit of a bound is rounded.
    return abs(estimate - value) <= max(ERROR * value * (1 + 1e-9), SMALLEST)


@settings(max_examples=300)
@given(VALUES, QUANTILES)
def test_every_quantile_is_within_1_percent_of_the_value_of_its_rank(
    values: list[float], wanted: list[float]
) -> None:
    ordered = sorted(values)
    for quantile, estimate in zip(wanted, quantiles(bins_of(values), wanted), strict=True):
        assert is_within_error(estimate, ordered[int(quantile * (len(ordered) - 1))])


def test_the_bound_holds_for_many_values_of_any_size() -> None:
    drawn = random.Random(8)
    values = [drawn.lognormvariate(0, 4) for _ in range(50_000)]
    ordered, wanted = sorted(values), [n / 1000 for n in range(1000)]
    estimates = quantiles(bins_of(values), wanted)
    for quantile, estimate in zip(wanted, estimates, strict=True):
        assert is_within_error(estimate, ordered[int(quantile * (len(ordered) - 1))])


@given(VALUES, VALUES)
def test_merging_is_the_same_as_counting_together(one: list[float], other: list[float]) -> None:
    assert merged([bins_of(one), bins_of(other)]) == bins_of(one + other)


def test_the_largest_values_have_a_bin_and_zero_is_zero() -> None:
    for value in (LARGEST, LARGEST * 2, sys.float_info.max):
        assert isclose(quantiles(bins_of([value]), [0.5])[0], LARGEST, rel_tol=ERROR)
    assert quantiles(bins_of([0.0, SMALLEST]), [0.0, 1.0]) == [0.0, 0.0]
