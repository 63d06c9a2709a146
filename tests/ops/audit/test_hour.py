"""What the auditor compares, and that it finds what is not so."""

import pytest

from ops.audit.hour import judged
from ops.chaos.compare import Sample, sample

SINCE, UNTIL = 100_000, 200_000


def total(at: int, value: float, **labels: str) -> Sample:
    return sample({"__name__": "x_total", "project": "shop", **labels}, at, value)


CLEAN = [total(95_000, 3), total(105_000, 4), total(110_000, 6)]


def test_a_whole_log_is_compared_value_by_value() -> None:
    assert judged(CLEAN, CLEAN, SINCE, UNTIL, cut=False).same
    assert judged(CLEAN, CLEAN, SINCE, UNTIL, cut=False).compared == 2
    higher = [total(at, value + 10) for _, at, value in CLEAN]
    assert not judged(higher, CLEAN, SINCE, UNTIL, cut=False).same


def test_of_a_cut_log_rises_are_compared() -> None:
    higher = [total(at, value + 10) for _, at, value in CLEAN]
    assert judged(higher, CLEAN, SINCE, UNTIL, cut=True).same
    assert not judged([*higher[:2], total(110_000, 17)], CLEAN, SINCE, UNTIL, cut=True).same
    assert not judged(higher[:2], CLEAN, SINCE, UNTIL, cut=True).same


def test_a_series_that_began_within_the_span_is_compared_as_it_is() -> None:
    born = [total(105_002, 0), total(110_000, 1)]
    assert judged(born, born, SINCE, UNTIL, cut=True).same
    assert not judged([total(105_002, 0), total(110_000, 2)], born, SINCE, UNTIL, cut=True).same


@pytest.mark.parametrize(
    "labels",
    [
        {"__name__": "load", "quantile": "0.5"},
        {"__name__": "visitors", "window": "1d"},
        {"__name__": "y_total", "path": "__other__"},
    ],
)
def test_what_a_cut_log_cannot_tell_is_left_out(labels: dict[str, str]) -> None:
    one = [*CLEAN, sample(labels, 110_000, 1.0)]
    other = [*CLEAN, sample(labels, 110_000, 2.0)]
    assert judged(other, one, SINCE, UNTIL, cut=True).same
    assert not judged(other, one, SINCE, UNTIL, cut=False).same


def test_gauges_are_compared_as_they_are() -> None:
    one = [sample({"__name__": "basket"}, at, 5.0) for at in (95_000, 105_000)]
    higher = [sample({"__name__": "basket"}, at, 6.0) for at in (95_000, 105_000)]
    assert judged(one, one, SINCE, UNTIL, cut=True).same
    assert not judged(higher, one, SINCE, UNTIL, cut=True).same


def test_comparing_nothing_is_not_the_same() -> None:
    assert not judged([], [], SINCE, UNTIL, cut=True).same
