"""`python -m consumers life <partition> name label=value ...`: everything that befell some series.

Computed from the log, not asked of Prometheus: what it says is what there should be.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from consumers.core.series_table import MARKER_OFFSET, ZERO_OFFSET
from consumers.core.windows import WINDOW

Wanted = dict[str, str]


def life(
    printed: Iterable[str],
    name: str,
    labels: Iterable[tuple[str, str]],
    write: Callable[[str], object],
) -> None:
    """Write a line per sample of the series called `name` that have these labels, from the lines of a
    rerun."""
    wanted = {"__name__": name, **dict(labels)}
    for line in lines(map(json.loads, printed), wanted):
        write(line)


def lines(samples: Iterable[dict[str, Any]], wanted: Wanted) -> Iterator[str]:
    """`time  value  what it is  the other labels`, in time order as the log made them."""
    for sample in samples:
        labels = sample["labels"]
        if wanted.items() <= labels.items():
            others = {n: v for n, v in sorted(labels.items()) if n not in wanted}
            value = "-" if sample["value"] is None else f"{sample['value']:.17g}"
            time = datetime.fromtimestamp(sample["at"] / 1000, UTC).isoformat(
                timespec="milliseconds"
            )
            rest = json.dumps(others, ensure_ascii=False)
            yield f"{time}  {value:>12}  {_kind(sample):<8}  {rest}"


def _kind(sample: dict[str, Any]) -> str:
    if sample["value"] is None:
        return "ended"
    return {ZERO_OFFSET: "before", MARKER_OFFSET: "ended"}.get(sample["at"] % WINDOW, "stands")


def pair(label: str) -> tuple[str, str]:
    """`name=value` in its two parts; ValueError for anything else."""
    name, equals, value = label.partition("=")
    if not name or not equals:
        raise ValueError(f"{label!r} is not name=value")
    return name, value
