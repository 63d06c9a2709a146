"""Samples in Prometheus as the pipeline writes them (metrics.md laws 2-4), made from a list of events."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consumers.core.ledger import NAME as LEDGER
from consumers.sinks.prometheus import Target
from consumers.sinks.write_request import compress, rows
from schemas.records.samples import Block

WINDOW = 5_000
REPEAT = 15_000
REPEATED = 600_000
SLOW = 240_000

Labels = tuple[tuple[str, str], ...]
Series = dict[Labels, list[int]]


@dataclass(frozen=True)
class View:
    """One page view; `at` in Unix ms."""

    at: int
    path: str = "/"
    browser: str = "Chrome"


def write(url: str, org: str, project: str, views: Iterable[View], until: int) -> None:
    """Write page_views_total of these views and their ledger as they stand at `until` (Unix ms)."""
    viewed = list(views)
    write_views(url, org, project, viewed, until)
    ledger = [view.at for view in viewed]
    accepted = (("day", "2026-11-24"), ("key", "k1"), ("reason", ""), ("result", "accepted"))
    write_counter(url, org, project, LEDGER, {accepted: ledger}, until)


def write_views(url: str, org: str, project: str, views: Iterable[View], until: int) -> None:
    """The views without their ledger."""
    series: Series = defaultdict(list)
    for view in views:
        series[("browser", view.browser), ("path", view.path)].append(view.at)
    write_counter(url, org, project, "page_views_total", series, until)


def write_counter(
    url: str,
    org: str,
    project: str,
    name: str,
    series: Series,
    until: int,
) -> None:
    """Write a counter: the times (Unix ms) of what it counted, by its own labels."""
    ours = (("org", org), ("project", project))
    samples = sorted(
        (at, labels, value)
        for labels, times in series.items()
        if times
        for at, value in _samples(sorted(times), until)
    )
    blocks = [block(name, at, (*labels, *ours), value) for at, labels, value in samples]
    send(url, blocks)


def send(url: str, blocks: Iterable[Block]) -> None:
    """To Prometheus by the sink's own encoder."""
    target = Target(url)
    encoded = [row for block in blocks for row in rows(block)]
    for start in range(0, len(encoded), 5_000):
        target.write(compress(encoded[start : start + 5_000]))
    target.close()


def block(name: str, at: int, labels: Labels, value: float) -> Block:
    """One sample; `at` in Unix ms."""
    ordered = sorted(labels)
    return Block(
        definition="1",
        version=1,
        family=name,
        name=name,
        type="counter",
        at=at,
        label_names=tuple(label for label, _ in ordered),
        labels=tuple((value,) for _, value in ordered),
        values=(value,),
    )


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
