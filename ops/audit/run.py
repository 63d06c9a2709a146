"""One audit: a partition's clean run beside what Prometheus holds of its projects."""

import json
from collections.abc import Iterator

from confluent_kafka import Consumer, TopicPartition

from ops.audit.hour import BEFORE_MS, WARM_UP_MS, judged
from ops.chaos.clean_run import partition_samples
from ops.chaos.compare import Comparison, Sample
from ops.chaos.prometheus import Prometheus

ASK_SECONDS = 10.0


class NothingToAuditError(Exception):
    """The partition has no samples in that span, or the log does not reach far enough back."""


def audit(
    bootstrap: str, prometheus: Prometheus, number: int, since: int, until: int
) -> Comparison:
    """Compare every sample of partition `number` after `since` up to `until` (Unix ms). Blocks.

    Raises NothingToAuditError, and what clean run and Prometheus raise.
    """
    clean = partition_samples(bootstrap, number, until)
    if not clean:
        raise NothingToAuditError(f"partition {number} has no samples")
    cut = _first_offset(bootstrap, number) > 0
    if cut and min(at for _, at, _ in clean) + WARM_UP_MS > since:
        raise NothingToAuditError(f"the log of partition {number} begins too late for that time")
    held = list(_held(prometheus, clean, since, until))
    return judged(held, clean, since, until, cut=cut)


def _held(prometheus: Prometheus, clean: list[Sample], since: int, until: int) -> Iterator[Sample]:
    """All samples of the partition's projects; a project lies in one partition.

    Series with a job were scraped from our processes, not written by the sink.
    """
    projects = {json.loads(series)["project"] for series, _, _ in clean}
    for project in sorted(projects):
        selector = f'{{project={json.dumps(project)},job=""}}'
        yield from prometheus.samples(selector, since - BEFORE_MS, until)


def _first_offset(bootstrap: str, number: int) -> int:
    asking = Consumer({"bootstrap.servers": bootstrap, "group.id": "audit"})
    try:
        place = TopicPartition("beacons", number)
        return int(asking.get_watermark_offsets(place, timeout=ASK_SECONDS)[0])
    finally:
        asking.close()
