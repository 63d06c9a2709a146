"""Aggregator and sink as processes: beacons on a real Kafka become samples in a real Prometheus."""

import time

from tests.consumers.pipeline import Pipeline, definition, views, wait_for


def total(pipeline: Pipeline, result: str) -> float:
    found = pipeline.query(
        f'sum(tally_ledger_events_total{{project="{pipeline.project}",result="{result}"}})'
    )
    return found or 0.0


def settled(pipeline: Pipeline, accepted: int) -> int:
    """Wait until Prometheus shows `accepted` events; a time up to which nothing will change."""
    wait_for(f"{accepted} accepted", lambda: total(pipeline, "accepted") == accepted)
    return (time.time_ns() // 1_000_000) - 1_000


def assert_exact(pipeline: Pipeline, until: int) -> None:
    """Prometheus has what a clean pass over the log gives, once the last of it has been written."""
    expected = pipeline.rerun(until)
    wait_for("the last samples", lambda: pipeline.samples(until) >= expected)
    assert pipeline.samples(until) == expected != set()


def test_beacons_become_series_exactly_once(pipeline: Pipeline) -> None:
    pipeline.begin(definition())
    pipeline.send(views(700, "a"))
    pipeline.send(views(300, "a"))
    until = settled(pipeline, 1000)
    assert pipeline.query(f'sum(views_total{{project="{pipeline.project}"}})') == 700
    assert total(pipeline, "duplicate") == 300
    assert_exact(pipeline, until)


def test_a_killed_aggregator_and_sink_lose_and_double_nothing(pipeline: Pipeline) -> None:
    pipeline.begin(definition())
    for turn in range(4):
        pipeline.send(views(500, f"t{turn}"))
        time.sleep(2.3)
        victim, verb = ("aggregator-0", "aggregate") if turn % 2 else ("sink", "sink")
        pipeline.kill(victim)
        pipeline.send(views(500, f"t{turn}"))
        pipeline.start(victim, "consumers", verb)
    until = settled(pipeline, 4000)
    assert total(pipeline, "counted") == 2000
    assert_exact(pipeline, until)


def test_garbage_in_the_log_is_set_aside_and_said(pipeline: Pipeline) -> None:
    pipeline.begin(definition())
    for garbage in (b"", b"{", b'{"kind":"beacon"}', b"[" * 100_000, b"\xff\xfe"):
        for number in range(2):
            pipeline.send_raw(garbage, number)
    pipeline.send(views(10, "b"))
    settled(pipeline, 10)
    assert pipeline.log_of("aggregator-0").count("undecodable record") == 10


def test_another_member_takes_over_what_a_lost_one_held(pipeline: Pipeline) -> None:
    pipeline.begin(definition())
    pipeline.send(views(400, "a"))
    pipeline.start("aggregator-1", "consumers", "aggregate")
    wait_for("both members", lambda: '"assigned"' in pipeline.log_of("aggregator-1"))
    pipeline.send(views(400, "b"))
    pipeline.kill("aggregator-0")
    pipeline.send(views(400, "c"))
    until = settled(pipeline, 1200)
    assert total(pipeline, "counted") == 1200
    assert_exact(pipeline, until)


def test_a_sink_whose_place_another_one_took_ends_instead_of_doing_nothing(
    pipeline: Pipeline,
) -> None:
    pipeline.begin(definition())
    pipeline.send(views(10, "a"))
    settled(pipeline, 10)
    pipeline.start("another", "consumers", "sink")
    wait_for("the first one to end", lambda: pipeline.ended("sink") is not None)
    assert pipeline.ended("sink") == 1
    assert "fenced" in pipeline.log_of("sink")
    pipeline.send(views(10, "b"))
    settled(pipeline, 20)
