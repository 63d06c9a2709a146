"""Samples for every panel, sent to a real Prometheus by the sink's own encoder."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry

from consumers.core.ledger import FAMILY
from consumers.sinks.prometheus import Target
from consumers.sinks.write_request import compress, rows
from schemas.process import metrics
from schemas.process.metrics import DECLARED, PlatformMetric
from schemas.records.samples import Block
from tests.webapp.charts.feed import View, write_views

ORG, PROJECT, DAY = "panels", "panels-shop", "2026-11-24"
# What the ledger holds; accepted is the sum of the rest.
EVENTS = {
    ("accepted", ""): 100,
    ("counted", ""): 60,
    ("duplicate", ""): 20,
    ("bot", ""): 10,
    ("unmatched", ""): 6,
    ("rejected", "negative_value"): 4,
}


def fill(url: str, now: int) -> None:
    """Two views every 10 s, a ledger and the platform's metrics of 5 minutes before `now` (Unix ms)."""
    views = [View(now - ago * 1000, path) for ago in range(10, 300, 10) for path in ("/", "/cart")]
    write_views(url, ORG, PROJECT, views, now)
    registry = metrics.registry()
    move = [_mover(metric, registry) for metric in DECLARED.values()]
    blocks: list[Block] = []
    for at in range(now - 300_000, now, 15_000):
        for step in move:
            step()
        blocks += [*_exposed(registry, at), *_ledger(at)]
    target = Target(url)
    target.write(compress(row for block in blocks for row in rows(block)))
    target.close()


def _mover(metric: PlatformMetric, registry: CollectorRegistry) -> Callable[[], None]:
    """Emits the declared metric once, with some value for each of its labels."""
    labels = dict.fromkeys(metric.labels, "0")
    if metric.type == "counter":
        counter = metrics.counter(metric.name, registry)
        return (counter.labels(**labels) if labels else counter).inc
    if metric.type == "gauge":
        gauge = metrics.gauge(metric.name, registry)
        return lambda: (gauge.labels(**labels) if labels else gauge).set(1)
    histogram = metrics.histogram(metric.name, registry)
    return lambda: (histogram.labels(**labels) if labels else histogram).observe(0.02)


def _exposed(registry: CollectorRegistry, at: int) -> Iterator[Block]:
    """What a scrape at `at` would have found, its `job` added."""
    for family in registry.collect():
        for sample in family.samples:
            if sample.name.startswith("tally_"):
                labels = {**sample.labels, "job": "panels"}
                names = tuple(sorted(labels))
                yield _block(
                    sample.name, names, tuple(labels[name] for name in names), sample.value, at
                )


def _ledger(at: int) -> Iterator[Block]:
    for (result, reason), events in EVENTS.items():
        labels = (DAY, "k1", ORG, PROJECT, reason, result)
        yield _block(FAMILY.name, FAMILY.label_names, labels, events, at)


def _block(
    name: str, names: tuple[str, ...], labels: tuple[str, ...], value: float, at: int
) -> Block:
    columns = tuple((label,) for label in labels)
    return Block("1", 1, name, name, "counter", at, names, columns, (value,))
