"""The sink's position: where it begins, rewound or remembering, on a real Kafka."""

import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event, Thread
from types import ModuleType

import msgspec
import pytest
from confluent_kafka import Producer

from consumers.sinks.several import Several
from consumers.sinks.worker import Sink, Source
from schemas.process.errors import Retry, Stop
from schemas.records.samples import Block
from tests.consumers.pipeline import wait_for
from tests.consumers.sinks.test_prometheus import block
from tests.parts.topics import create_topics

DAY = 86_400_000


class Noted:
    """A destination that notes what reaches it; `fails` is raised once, `memory` as of a Pushgateway."""

    def __init__(self, name: str, memory: int = 0, fails: Exception | None = None) -> None:
        self.name = name
        self.memory = memory
        self.fails = fails
        self.written: list[float] = []
        self.remembered: list[float] = []

    def check(self) -> None:
        """Nothing to check."""

    def remember(self, blocks: Sequence[Block]) -> None:
        self.remembered += [b.values[0] for b in blocks]

    def write(self, blocks: Sequence[Block]) -> None:
        failure, self.fails = self.fails, None
        if failure:
            raise failure
        self.written += [b.values[0] for b in blocks]

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(scope="module")
def broker(parts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with parts.run_kafka(tmp_path_factory.mktemp("kafka")) as bootstrap:
        create_topics(bootstrap, 1)
        yield bootstrap


def now() -> int:
    return time.time_ns() // 1_000_000


def append(broker: str, *values: float) -> None:
    producer = Producer({"bootstrap.servers": broker})
    for value in values:
        producer.produce("samples", msgspec.json.encode(block("x", now(), (value,))), partition=0)
    assert producer.flush(20) == 0


def run(broker: str, place: Noted, enough: Callable[[], bool], rewind: int | None = None) -> None:
    """A sink's process: from its start until `enough`, then stopped in good order."""
    stop = Event()
    sink = Sink(Source(broker, 1, now, rewind), place)
    thread = Thread(target=sink.run, args=(stop,))
    thread.start()
    try:
        wait_for("the samples", enough)
    finally:
        stop.set()
        thread.join()


def test_positions_rewinds_and_memory(broker: str) -> None:
    append(broker, 1.0, 2.0)
    first = Noted("noted")
    run(broker, first, lambda: len(first.written) == 2)
    time.sleep(0.01)
    since = now()
    append(broker, 3.0)
    second = Noted("noted")
    run(broker, second, lambda: len(second.written) == 1)
    assert second.written == [3.0]
    again = Noted("noted")
    run(broker, again, lambda: len(again.written) == 1, since)
    assert again.written == [3.0]
    whole = Noted("noted")
    run(broker, whole, lambda: len(whole.written) == 3, since - DAY)
    assert whole.written == [1.0, 2.0, 3.0]
    remembering = Noted("noted", DAY)
    run(broker, remembering, lambda: len(remembering.remembered) == 3)
    assert remembering.written == []


def test_a_target_that_is_away_or_stopped_holds_up_no_other(broker: str) -> None:
    append(broker, 9.0)
    well, away = Noted("well"), Noted("away", fails=Retry("away", 0.01))
    dead = Noted("dead", fails=Stop("401"))
    several = Several([Sink(Source(broker, 1, now), place) for place in (well, away, dead)])
    stop = Event()
    thread = Thread(target=several.run, args=(stop,))
    thread.start()
    try:
        wait_for("two of three", lambda: 9.0 in well.written and 9.0 in away.written)
        wait_for("the word of the third", lambda: several.missing() == ["dead stopped: 401"])
    finally:
        stop.set()
        thread.join()
    assert dead.written == []


def test_a_process_whose_targets_all_stopped_ends(broker: str) -> None:
    append(broker, 9.0)
    several = Several([Sink(Source(broker, 1, now), Noted("ended", fails=Stop("403")))])
    with pytest.raises(Stop, match="403"):
        several.run(Event())
