import random
from typing import Any

import pytest

from ops.demo.visitor.delivery import Answer, Delivery, Outcome


class Collector:
    """Answers from a list; its clock moves only by `sleep`."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.posted: list[dict[str, Any]] = []
        self.said: list[str] = []
        self.now = 1000.0

    def post(self, beacon: dict[str, Any]) -> Answer:
        self.posted.append(beacon)
        return self.answers.pop(0)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def deliver(self) -> Outcome:
        delivery = Delivery(
            self.post, lambda: self.now, self.sleep, self.said.append, random.Random(0)
        )
        return delivery.deliver({"id": "a"})


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.STORED),
        (401, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (400, Outcome.DROPPED),
        (413, Outcome.DROPPED),
        (422, Outcome.DROPPED),
    ],
)
def test_an_answer_that_is_final_ends_the_delivery(status: int, outcome: Outcome) -> None:
    collector = Collector(Answer(status))
    assert collector.deliver() is outcome
    assert collector.said == []


@pytest.mark.parametrize("status", [0, 408, 425, 429, 500, 503])
def test_passing_trouble_is_retried_with_the_same_id_and_a_new_age(status: int) -> None:
    collector = Collector(*[Answer(status, detail="connection refused")] * 3, Answer(204))
    assert collector.deliver() is Outcome.STORED
    assert {beacon["id"] for beacon in collector.posted} == {"a"}
    ages = [beacon["age_ms"] for beacon in collector.posted]
    assert ages[0] == 0
    assert 500 <= ages[1] <= 750
    assert 1000 <= ages[2] - ages[1] <= 1500
    assert 2000 <= ages[3] - ages[2] <= 3000
    assert collector.said == [
        "the collector is away (connection refused): trying until it is back",
        "the collector answers again",
    ]


def test_retry_after_is_obeyed() -> None:
    collector = Collector(Answer(429, retry_after=60.0), Answer(204))
    collector.deliver()
    assert 60_000 <= collector.posted[1]["age_ms"] <= 90_000


def test_the_pause_has_a_ceiling() -> None:
    collector = Collector(*[Answer(503)] * 20, Answer(204))
    collector.deliver()
    last, before = collector.posted[-1]["age_ms"], collector.posted[-2]["age_ms"]
    assert last - before <= 45_000
