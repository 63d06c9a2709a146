"""Samples in Prometheus as the pipeline writes them (metrics.md laws 2-4), made from a list of views."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consumers.sinks.prometheus import Target
from consumers.sinks.write_request import compress, rows
from schemas.records.samples import Block

WINDOW = 5_000
REPEAT = 15_000
REPEATED = 600_000
SLOW = 240_000


@dataclass(frozen=True)
class View:
    """One page view; `at` in Unix ms."""

    at: int
    path: str = "/"
    browser: str = "Chrome"


def write(url: str, org: str, project: str, views: Iterable[View], until: int) -> None:
    """Write page_views_total of these views as it stands at `until` (Unix ms)."""
    by_series: dict[tuple[str, str], list[int]] = defaultdict(list)
    for view in views:
        by_series[view.path, view.browser].append(view.at)
    samples = sorted(
        (at, path, browser, value)
        for (path, browser), times in by_series.items()
        for at, value in _samples(times, until)
    )
    target = Target(url)
    encoded = [
        row
        for at, path, browser, value in samples
        for row in rows(_block(at, (browser, org, path, project), value))
    ]
    for start in range(0, len(encoded), 5_000):
        target.write(compress(encoded[start : start + 5_000]))
    target.close()


def _samples(times: list[int], until: int) -> Iterator[tuple[int, float]]:
    """The window ends of one series with its totals, the seams before changes, the quiet repeats."""
    ends: dict[int, int] = defaultdict(int)
    for at in times:
        ends[(at // WINDOW + 1) * WINDOW] += 1
    total, newest = 0, 0
    for end in sorted(ends):
        if newest:
            yield from _repeats(newest, end, total)
        if newest != end - WINDOW:
            yield end - WINDOW + 2, total
        total, newest = total + ends[end], end
        yield end, total
    yield from _repeats(newest, until, total)


def _repeats(changed: int, before: int, total: int) -> Iterator[tuple[int, float]]:
    at = changed
    while True:
        at += REPEAT if at - changed < REPEATED else SLOW
        if at >= before:
            return
        yield at, total


def _block(at: int, labels: tuple[str, str, str, str], value: float) -> Block:
    return Block(
        definition="1",
        version=1,
        family="page_views_total",
        name="page_views_total",
        type="counter",
        at=at,
        label_names=("browser", "org", "path", "project"),
        labels=tuple((label,) for label in labels),
        values=(value,),
    )
