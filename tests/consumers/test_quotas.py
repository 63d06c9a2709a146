"""Quotas through real parts: what the aggregator counted shuts and opens a running collector."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import msgspec

from collector.days import DAY_MS
from tests.collector import running, samples
from tests.collector.running import Answer, Running
from tests.consumers.pipeline import PARTITIONS, Pipeline, wait_for

NUMBERS = count()


@contextmanager
def shop(pipeline: Pipeline, folder: Path, quota: int | None) -> Iterator[Running]:
    """A collector that takes beacons of the project, which has that quota, beside an aggregator."""
    allow(pipeline, quota)
    pipeline.publish(samples.KEY)
    environ = running.settings(pipeline.bootstrap, TALLY_PARTITIONS=str(PARTITIONS))
    pipeline.start("aggregator-0", "consumers", "aggregate")
    with running.collector(environ, folder) as collector:
        yield collector


def allow(pipeline: Pipeline, quota: int | None) -> None:
    """Give the project that quota, as the outbox does."""
    pipeline.publish(msgspec.structs.replace(samples.PROJECT, quota=quota))


def send(collector: Running, events: int = 1) -> Answer:
    body = samples.body(id=f"{next(NUMBERS):022d}", events=[{"name": "page_view"}] * events)
    return collector.post(body)


def test_a_quota_stops_and_opens_and_outlives_its_owner(pipeline: Pipeline, tmp_path: Path) -> None:
    with shop(pipeline, tmp_path, 10) as collector:
        assert send(collector, 10).status == 204
        wait_for("the quota to be used up", lambda: send(collector).status == 429)
        refused = send(collector)
        assert refused.code == "quota_exceeded"
        assert 0 < int(refused.headers["retry-after"]) <= DAY_MS // 1000 + 1

        pipeline.kill("aggregator-0")
        assert send(collector).status == 429
        allow(pipeline, 10_000)
        pipeline.start("aggregator-0", "consumers", "aggregate")
        wait_for("the raised quota to open", lambda: send(collector).status == 204)

        allow(pipeline, 12)
        wait_for("the lowered quota to shut", lambda: send(collector).status == 429)


def test_what_an_owner_did_not_come_to_say_the_next_one_says(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """The count outlives a crash right after its commit: no event comes that could bring it up again."""
    with shop(pipeline, tmp_path, None) as collector:
        assert send(collector, 10).status == 204
        committed = f'sum(tally_ledger_events_total{{project="{samples.PROJECT.project}"}})'
        before = pipeline.query(committed) or 0.0
        pipeline.start("sink", "consumers", "sink")
        wait_for("the commit", lambda: (pipeline.query(committed) or 0.0) > before)
        pipeline.kill("aggregator-0")
        allow(pipeline, 5)
        pipeline.start("aggregator-0", "consumers", "aggregate")
        wait_for("it to be said", lambda: '"quota"' in pipeline.log_of("aggregator-0"))
        wait_for("the collector to know", lambda: send(collector).status == 429)


def test_a_member_that_joins_says_it_of_what_it_took_over(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    with shop(pipeline, tmp_path, 10) as collector:
        assert send(collector, 9).status == 204
        pipeline.start("aggregator-1", "consumers", "aggregate")
        wait_for("both members", lambda: '"assigned"' in pipeline.log_of("aggregator-1"))
        pipeline.kill("aggregator-0")
        assert send(collector).status == 204
        wait_for("the other member to say it", lambda: send(collector).status == 429)
