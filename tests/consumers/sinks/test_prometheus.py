"""The answers of Prometheus sorted by reaction, and the request bytes against a real receiver."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from consumers.sinks.prometheus import Target, duration_ms, judge
from consumers.sinks.write_request import compress, rows
from schemas.process.errors import Reject, Retry, SlowDown, Stop
from schemas.records.samples import Block
from tests.consumers.pipeline import query

NAMES = ("org", "path", "project")


def block(
    name: str,
    at: int,
    values: tuple[float, ...] = (),
    label_names: tuple[str, ...] = NAMES,
    labels: tuple[tuple[str, ...], ...] = (),
    *,
    stale: bool = False,
) -> Block:
    count = len(values) or 1
    return Block(
        definition="d1",
        version=1,
        family=name,
        name=name,
        type="counter",
        at=at,
        label_names=label_names,
        labels=labels
        or (("acme",) * count, tuple(f"/ü{n}" for n in range(count)), ("shop",) * count),
        values=values,
        stale=stale,
    )


@pytest.fixture
def target(prometheus: str) -> Iterator[Target]:
    with closing(Target(prometheus)) as opened:
        yield opened


def now() -> int:
    return time.time_ns() // 1_000_000


@pytest.mark.parametrize(
    ("status", "retry_after", "text", "reaction"),
    [
        (500, "", "boom", Retry),
        (503, "7", "busy", SlowDown),
        (429, "", "", Retry),
        (429, "soon", "", Retry),
        (400, "", "out of bounds", Stop),
        (500, "", "too old sample", Stop),
        (400, "", "duplicate sample for timestamp", Reject),
        (400, "", "out of order sample", Reject),
        (400, "", "something unheard of", Stop),
        (401, "", "", Stop),
        (403, "", "", Stop),
        (404, "", "", Stop),
        (302, "", "", Stop),
    ],
)
def test_an_answer_asks_for_one_reaction(
    status: int, retry_after: str, text: str, reaction: type[Exception]
) -> None:
    with pytest.raises(reaction) as raised:
        judge(status, retry_after, text)
    assert type(raised.value) is reaction


def test_a_pause_asked_for_is_kept() -> None:
    with pytest.raises(SlowDown) as raised:
        judge(429, "12", "")
    assert raised.value.after == 12


def test_accepted_is_accepted() -> None:
    assert judge(204, "", "") == 204


@pytest.mark.parametrize(
    ("text", "expected"), [("9d", 777_600_000), ("1d12h", 129_600_000), ("500ms", 500)]
)
def test_durations_are_those_of_prometheus(text: str, expected: int) -> None:
    assert duration_ms(text) == expected


@pytest.mark.parametrize("text", ["", "9", "d", "9 d", "-1h", "9dx"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Prometheus duration"):
        duration_ms(text)


def test_a_real_prometheus_takes_samples_and_markers(target: Target, prometheus: str) -> None:
    at = now()
    target.write(compress(rows(block("written_total", at - 10, (1.0, 2.5)))))
    assert query(prometheus, 'written_total{path="/ü1",org="acme"}') == 2.5
    target.write(compress(rows(block("written_total", at - 5, stale=True))))
    assert query(prometheus, 'written_total{path="/ü0"}') is None
    assert query(prometheus, 'written_total{path="/ü1"}') == 2.5


def test_a_real_prometheus_tells_its_out_of_order_window(target: Target) -> None:
    assert target.out_of_order_window() == duration_ms("9d")


def test_identical_samples_are_accepted_again(target: Target) -> None:
    body = compress(rows(block("again_total", now() - 10, (4.0,))))
    assert target.write(body) == target.write(body) == 204


def test_a_prometheus_that_is_away_is_tried_again() -> None:
    with closing(Target("http://127.0.0.1:9")) as away, pytest.raises(Retry):
        away.write(b"")


def test_samples_beyond_the_window_stop_the_sink(target: Target) -> None:
    target.write(compress(rows(block("old_total", now(), (1.0,)))))
    with pytest.raises(Stop, match="samples are"):
        target.write(compress(rows(block("old_total", now() - duration_ms("10d"), (1.0,)))))
