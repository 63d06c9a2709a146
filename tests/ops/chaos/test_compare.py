"""The comparison must refuse everything that is not the same; here is one small sample of each kind."""

import pytest

from ops.chaos.compare import Sample, compare, sample

VIEWS = {"__name__": "page_views_total", "path": "/", "project": "shop"}
CLEAN = [sample(VIEWS, 5_002, 0.0), sample(VIEWS, 10_000, 3.0), sample(VIEWS, 15_000, 4.0)]


def test_the_same_samples_in_any_order_are_the_same() -> None:
    assert compare(CLEAN[::-1], CLEAN).same
    assert compare(CLEAN, CLEAN).lines() == []


@pytest.mark.parametrize(
    ("held", "missing", "surplus"),
    [
        pytest.param(CLEAN[:-1], 1, 0, id="one is missing"),
        pytest.param(CLEAN[1:], 1, 0, id="the zero before the first is missing"),
        pytest.param([*CLEAN, sample(VIEWS, 20_000, 4.0)], 0, 1, id="one too many"),
        pytest.param([*CLEAN[:-1], sample(VIEWS, 15_000, 5.0)], 1, 1, id="counted twice"),
        pytest.param([*CLEAN[:-1], sample(VIEWS, 15_001, 4.0)], 1, 1, id="a millisecond off"),
        pytest.param(
            [*CLEAN[:-1], sample({**VIEWS, "path": "/a"}, 15_000, 4.0)], 1, 1, id="another path"
        ),
        pytest.param(
            [*CLEAN[:-1], sample({**VIEWS, "__name__": "x_total"}, 15_000, 4.0)],
            1,
            1,
            id="another name",
        ),
        pytest.param([], 3, 0, id="nothing at all"),
    ],
)
def test_a_difference_is_refused(held: list[Sample], missing: int, surplus: int) -> None:
    found = compare(held, CLEAN)
    assert not found.same
    assert (len(found.missing), len(found.surplus)) == (missing, surplus)
    assert len(found.lines()) == missing + surplus


def test_two_values_at_one_time_are_refused_on_either_side() -> None:
    twice = [*CLEAN, sample(VIEWS, 15_000, 5.0)]
    assert not compare(twice, CLEAN).same
    assert not compare(twice, twice).same
    assert not compare([*CLEAN, CLEAN[-1]], CLEAN).same
    assert "in the clean run" in compare(CLEAN, twice).ambiguous[0]


def test_nothing_compared_with_nothing_proves_nothing() -> None:
    assert not compare([], []).same
    assert compare([], []).lines() == ["the clean run has no samples: nothing was compared"]


def test_many_differences_are_counted_and_not_all_printed() -> None:
    many = [sample(VIEWS, 5_000 * n, float(n)) for n in range(100)]
    lines = compare(many, CLEAN).lines()
    assert len(lines) == 11
    assert lines[-1].startswith("and ")
