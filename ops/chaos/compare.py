"""Are these the same samples? Every (series, timestamp, value), not only totals. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SHOWN: Final = 10

Labels = Mapping[str, str]
Sample = tuple[str, int, float]


def sample(labels: Labels, at: int, value: float) -> Sample:
    """A sample as it is compared: the series with its name, Unix milliseconds, the value."""
    return json.dumps(dict(labels), sort_keys=True), at, value


@dataclass(frozen=True, slots=True)
class Comparison:
    """`compared` is how many of the clean run's samples there were; the rest says what differs."""

    compared: int
    missing: tuple[Sample, ...]
    surplus: tuple[Sample, ...]
    ambiguous: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Nothing differs. Comparing nothing with nothing proves nothing, and is not the same."""
        return self.compared > 0 and not (self.missing or self.surplus or self.ambiguous)

    def lines(self) -> list[str]:
        """What differs, for a person; a changed value is one missing and one surplus sample."""
        if not self.compared:
            return ["the clean run has no samples: nothing was compared"]
        found = [
            *(f"missing  {_written(sample)}" for sample in self.missing),
            *(f"surplus  {_written(sample)}" for sample in self.surplus),
            *(f"twice    {text}" for text in self.ambiguous),
        ]
        return shortened(found)


def compare(held: Iterable[Sample], clean: Iterable[Sample]) -> Comparison:
    """What Prometheus holds against a clean single-pass run of the log.

    Two values of one series at one time in either of them are a difference too (metrics.md law 2).
    """
    found, wanted = list(held), list(clean)
    surplus, missing = set(found) - set(wanted), set(wanted) - set(found)
    ambiguous = [f"in Prometheus: {place}" for place in _ambiguous(found)]
    ambiguous += [f"in the clean run: {place}" for place in _ambiguous(wanted)]
    order = sorted(missing, key=_by_time), sorted(surplus, key=_by_time)
    return Comparison(len(set(wanted)), tuple(order[0]), tuple(order[1]), tuple(ambiguous))


def shortened(lines: Sequence[str]) -> list[str]:
    """The first of them, and how many there are besides."""
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]


def _ambiguous(samples: Iterable[Sample]) -> list[str]:
    """The places (series and time) that occur more than once."""
    seen, twice = set[tuple[str, int]](), list[str]()
    for series, at, _ in samples:
        if (series, at) in seen:
            twice.append(f"{series} at {at}")
        seen.add((series, at))
    return twice


def _by_time(one: Sample) -> tuple[int, str, float]:
    return one[1], one[0], one[2]


def _written(one: Sample) -> str:
    return f"{one[0]} {one[2]} @{one[1]}"
