"""DDSketch (Masson, Rim and Lee, VLDB 2019): quantiles with a relative error of at most 1 %.

A value falls into the bin (bound / GAMMA, bound]. The bounds are a table made by multiplication, not by
logarithms: these differ in the last bit between C libraries, and a replay must find the same bins.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Final

ERROR: Final = 0.01
GAMMA: Final = (1 + ERROR) / (1 - ERROR)
# Values up to here count as 0.
SMALLEST: Final = 1e-9
# Values beyond count as this one. Only properties can be that large; bounds can still be multiplied.
LARGEST: Final = 1e150

# Events by bin.
Bins = dict[int, int]


def _table() -> tuple[float, ...]:
    bounds = [SMALLEST]
    while bounds[-1] < LARGEST:
        bounds.append(bounds[-1] * GAMMA)
    return tuple(bounds)


_BOUNDS: Final = _table()


def add(bins: Bins, value: float) -> None:
    """Count a value that is not negative."""
    place = bisect_left(_BOUNDS, min(value, LARGEST))
    bins[place] = bins.get(place, 0) + 1


def merged(parts: Iterable[Mapping[int, int]]) -> Bins:
    """The bins of everything that the parts have counted."""
    whole: Bins = {}
    for part in parts:
        for place, count in part.items():
            whole[place] = whole.get(place, 0) + count
    return whole


def quantiles(bins: Mapping[int, int], wanted: Iterable[float]) -> list[float]:
    """An estimate for each of the rising quantiles `wanted`: within ERROR of the value of that rank,
    floor(quantile * (count - 1)) in order. `bins` must not be empty."""
    rising = iter(sorted(bins.items()))
    last = sum(bins.values()) - 1
    place, seen = next(rising)
    found = []
    for quantile in wanted:
        while seen <= int(quantile * last):
            place, count = next(rising)
            seen += count
        found.append(_middle(place))
    return found


def _middle(place: int) -> float:
    """The number that is within ERROR of everything in the bin."""
    if place == 0:
        return 0.0
    low, high = _BOUNDS[place - 1], _BOUNDS[place]
    return 2 * low * high / (low + high)
