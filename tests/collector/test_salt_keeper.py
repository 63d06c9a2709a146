"""The keeper on a real topic, and what is left of a deleted salt on the broker's disk."""

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import msgspec
import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from collector.days import DAY_MS, utc_day
from collector.salt_keeper import SaltKeeper
from collector.salt_topic import SaltReader, Stored
from collector.salting import SPACING_MS
from collector.salts import Salts
from ops.local import kafka as local_kafka
from ops.local.cache import cache_root
from ops.local.ports import free_ports
from ops.local.process import start, stop
from ops.local.ready import is_ready
from schemas.process import metrics
from schemas.process.errors import Stop
from schemas.records.salts import Salt
from schemas.topics import SALTS
from tests.collector.running import ask, settings, spawn
from tests.collector.running import is_ready as is_up
from tests.collector.samples import RING, RING_KEY
from tests.parts.topics import create_topics

PATIENCE_S = 60


class Clock:
    """The real time, and more if told so."""

    def __init__(self) -> None:
        self.lead_ms = 0

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000 + self.lead_ms


def standing(bootstrap: str) -> list[Stored]:
    """Everything that is on the topic now."""
    reader, found = SaltReader(bootstrap, "test-salts"), list[Stored]()
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not reader.read_once:
            assert time.monotonic() < deadline
            found += reader.poll(0.5)
        return found
    finally:
        reader.close()


def written(keeper: SaltKeeper, steps: int, reader: SaltReader) -> list[str]:
    """The days whose salts the keeper writes in so many steps."""
    for _ in range(steps):
        keeper.step()
    return [stored.record.day for stored in reader.poll(1.0)]


def test_salts_are_written_a_week_ahead_one_at_a_time_and_once(
    fresh_kafka: Callable[[], str],
) -> None:
    bootstrap = fresh_kafka()
    create_topics(bootstrap)
    clock, reader = Clock(), SaltReader(bootstrap, "test-salts")
    if utc_day(clock()) != utc_day(clock() + 8 * SPACING_MS):
        clock.lead_ms = 8 * SPACING_MS  # the day would end meanwhile, and want one more
    keeper = SaltKeeper(bootstrap, RING, clock, metrics.registry())
    today = clock()
    days = list[str]()
    while not days:
        days = written(keeper, 1, reader)
    assert written(keeper, 5, reader) == []
    for _ in range(7):
        clock.lead_ms += SPACING_MS
        days += written(keeper, 5, reader)
    reader.close()
    assert len(set(days)) == len(days) == 8
    assert days == sorted(days)
    assert days[0] == utc_day(today)

    other = SaltKeeper(bootstrap, RING, clock, metrics.registry())
    while other.missing():
        other.step()
    assert other.missing() == []
    assert [s.record.day for s in standing(bootstrap)] == days
    held = Salts(RING)
    for stored in standing(bootstrap):
        held.put(stored.record)
    assert held.ahead(today) >= 7


def test_without_its_topic_it_stops(fresh_kafka: Callable[[], str]) -> None:
    bootstrap = fresh_kafka()
    keeper = SaltKeeper(bootstrap, RING, Clock(), metrics.registry())
    with pytest.raises(Stop, match="ops topics"):
        keeper.run(Event())


@pytest.fixture
def brisk(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A broker that looks for segments to delete every second, with a topic of segments of a second."""
    chosen = free_ports(("broker", "controller"))
    child = local_kafka.prepare(
        cache_root(os.environ), tmp_path, chosen["broker"], chosen["controller"], print
    )
    with (tmp_path / "server.properties").open("a", encoding="utf-8") as file:
        file.write("\nlog.retention.check.interval.ms=1000\nlog.segment.delete.delay.ms=0\n")
    process = start(child, tmp_path / "log", tmp_path)
    try:
        while not is_ready(child.ready):
            assert process.poll() is None
            time.sleep(0.1)
        bootstrap = f"127.0.0.1:{chosen['broker']}"
        config = {**SALTS.configuration(), "segment.ms": "1000"}
        topic = NewTopic(SALTS.name, num_partitions=1, replication_factor=1, config=config)
        admin = AdminClient({"bootstrap.servers": bootstrap})
        admin.create_topics([topic])[SALTS.name].result()
        yield bootstrap, tmp_path / "data"
    finally:
        stop(process, 10)


def test_a_deleted_salt_is_gone_from_the_broker_s_files(brisk: tuple[str, Path]) -> None:
    bootstrap, data = brisk
    clock, salts = Clock(), [RING.encrypt(bytes([n]) * 32) for n in range(4)]
    today = clock()
    for salt, ahead in zip(salts, (-3, -2, 0, 1), strict=True):
        append(bootstrap, Salt(utc_day(today + ahead * DAY_MS), salt))
        time.sleep(1.2)  # a segment each
    assert all(is_on_disk(data, salt) for salt in salts)
    clock.lead_ms = 1_000  # not yet time for another record, which would be the newest segment's
    keeper = SaltKeeper(bootstrap, RING, clock, metrics.registry())
    deadline = time.monotonic() + PATIENCE_S
    while any(is_on_disk(data, salt) for salt in salts[:2]):
        assert time.monotonic() < deadline
        keeper.step()
    assert all(is_on_disk(data, salt) for salt in salts[2:])
    days = [stored.record.day for stored in standing(bootstrap)]
    assert days == [utc_day(today), utc_day(today + DAY_MS)]


def append(bootstrap: str, record: Salt) -> None:
    producer = Producer({"bootstrap.servers": bootstrap})
    producer.produce(SALTS.name, msgspec.json.encode(record), record.day, 0)
    assert producer.flush(30) == 0


def is_on_disk(data: Path, salt: str) -> bool:
    """Whether any file of the broker holds these bytes."""
    found = False
    for path in data.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
            found = found or (path.is_file() and salt.encode() in path.read_bytes())
    return found


def test_the_process_is_ready_once_today_s_salt_stands(kafka: str, tmp_path: Path) -> None:
    create_topics(kafka)
    chosen = free_ports(("admin",))
    environ = {**settings(kafka), "TALLY_SALTS_ADMIN_PORT": str(chosen["admin"])}
    log = tmp_path / "salts.log"
    process = spawn(environ, log, "salts")
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not is_up(chosen["admin"]):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        metrics_page = ask(chosen["admin"], "GET", "/metrics", None, {}).body.decode()
        [days] = re.findall(r"^tally_salts_days (\S+)$", metrics_page, re.MULTILINE)
        held = Salts(RING)
        for stored in standing(kafka):
            held.put(stored.record)
            opened = RING.decrypt(stored.record.salt)
            for place in (log.read_bytes(), metrics_page.encode()):
                assert opened not in place
                assert RING_KEY.encode() not in place
        assert float(days) == held.ahead(Clock()()) >= 1
    finally:
        process.terminate()
        assert process.wait(30) == 0
