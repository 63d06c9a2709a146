"""What of a clean run can be held against Prometheus in one span of time. Pure.

While the whole log is there, every sample can. Once its beginning fell out of retention, a clean run
starts later than the series did: totals are then compared as rises since their last sample before the
span, and what depends on more than that is left out (a summary's quantiles, distinct counts, and
definitions that fold).
"""

import json
from collections.abc import Iterable
from typing import Final

from ops.chaos.compare import Comparison, Sample, compare

# What a clean run of a cut log must have read before its answers count: ids of 27 ten-minute buckets.
WARM_UP_MS: Final = (4 * 60 + 40) * 60_000
# How long before the span a living series surely has a sample.
BEFORE_MS: Final = 300_000
_CUMULATIVE: Final = ("_total", "_bucket", "_sum", "_count", "_unidentified")
_OTHER: Final = "__other__"


def judged(
    held: Iterable[Sample], clean: Iterable[Sample], since: int, until: int, *, cut: bool
) -> Comparison:
    """Compare the samples after `since` up to `until`; both sides reach back BEFORE_MS more."""
    found, wanted = list(held), list(clean)
    if cut:
        folding = {_name(series) for series, _, _ in [*found, *wanted] if _OTHER in series}
        found = [one for one in found if _is_comparable(one, folding)]
        wanted = [one for one in wanted if _is_comparable(one, folding)]
        wanted = _shifted(found, wanted, since)
    return compare(_within(found, since, until), _within(wanted, since, until))


def _shifted(found: list[Sample], wanted: list[Sample], since: int) -> list[Sample]:
    """The clean run's totals, raised by what each series had counted before the log begins."""
    held = {(series, at): value for series, at, value in found}
    last: dict[str, tuple[int, float]] = {}
    for series, at, value in wanted:
        if at <= since and (series, at) in held and at >= last.get(series, (0, 0.0))[0]:
            last[series] = at, held[series, at] - value
    return [
        (series, at, value + (last.get(series, (0, 0.0))[1] if _is_total(series) else 0.0))
        for series, at, value in wanted
    ]


def _is_comparable(one: Sample, folding: set[str]) -> bool:
    labels = json.loads(one[0])
    name = labels["__name__"]
    return name not in folding and "quantile" not in labels and "window" not in labels


def _is_total(series: str) -> bool:
    return _name(series).endswith(_CUMULATIVE)


def _name(series: str) -> str:
    return str(json.loads(series)["__name__"])


def _within(samples: Iterable[Sample], since: int, until: int) -> list[Sample]:
    return [one for one in samples if since < one[1] <= until]
