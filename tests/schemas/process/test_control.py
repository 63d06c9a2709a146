"""Topic control is read whole, each key's newest revision wins, and nobody acts on half of it."""

import itertools
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from types import ModuleType

import msgspec
import pytest
from confluent_kafka import Message

from schemas.process.control import ControlReader, Entry, decode
from schemas.process.errors import Stop
from schemas.records.control import REVISION_HEADER, ApiKey, Project
from tests.schemas.process.control_topic import Topic, eventually

_ids = itertools.count()


@pytest.fixture(scope="module")
def topic(parts: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topic]:
    """Shared by this module: keep to projects of your own."""
    with parts.run_kafka(tmp_path_factory.mktemp("control")) as bootstrap:
        yield Topic(bootstrap)


@pytest.fixture
def shop() -> Project:
    number = next(_ids)
    return Project(f"p{number}", "o1", "acme", f"shop{number}")


def test_an_empty_topic_is_read_to_its_end(fresh_kafka: Callable[[], str]) -> None:
    assert Topic(fresh_kafka()).read() == []


def test_an_entry_has_its_record_revision_and_the_brokers_time(topic: Topic, shop: Project) -> None:
    before = time.time_ns() // 1_000_000
    topic.put(shop, 7)
    (entry,) = topic.read(shop.key)
    assert (entry.key, entry.record, entry.revision) == (shop.key, shop, 7)
    assert before <= entry.appended_at <= time.time_ns() // 1_000_000


def test_the_newest_revision_wins_whatever_the_order(topic: Topic, shop: Project) -> None:
    renamed = msgspec.structs.replace(shop, org="renamed")
    for record, revision in ((shop, 5), (renamed, 5), (renamed, 4), (renamed, 6), (shop, 6)):
        topic.put(record, revision)
    entries = topic.read(shop.key)
    assert [(entry.record, entry.revision) for entry in entries] == [(shop, 5), (renamed, 6)]


def test_a_tombstone_counts_by_its_revision_too(topic: Topic, shop: Project) -> None:
    topic.put(shop, 5)
    topic.append(shop.key, None, 4)
    topic.append(shop.key, None, 6)
    topic.put(shop, 6)
    entries = topic.read(shop.key)
    assert [(entry.record, entry.revision) for entry in entries] == [(shop, 5), (None, 6)]


def test_the_newest_revisions_are_remembered_tombstones_included(
    topic: Topic, shop: Project
) -> None:
    key = ApiKey(f"k-{shop.id}", shop.id, "tlk_x")
    topic.put(shop, 5)
    topic.put(key, 6)
    topic.append(shop.key, None, 7)
    with topic.reader([]) as reader:
        eventually(reader.confirm)
        revisions = reader.revisions()
    assert (revisions[shop.key], revisions[key.key]) == (7, 6)


def test_kinds_of_a_later_release_are_passed_over(topic: Topic, shop: Project) -> None:
    topic.append(f"share:{shop.id}", b'{"kind":"share","spent":[1]}', 1)
    topic.append(f"salt:{shop.id}", b"not even JSON", 2)
    topic.append(f"share:{shop.id}", None, 3)
    topic.put(shop, 4)
    assert [entry.key for entry in topic.read() if shop.id in entry.key] == [shop.key]


@pytest.mark.parametrize("commit", [True, False], ids=["committed", "aborted"])
def test_the_end_is_reached_where_the_last_record_is_none_that_a_reader_sees(
    topic: Topic, shop: Project, commit: bool
) -> None:
    applied: list[Entry] = []
    with topic.reader(applied) as reader:
        eventually(reader.confirm)
        topic.transaction(shop, commit=commit)
        eventually(reader.confirm)
    found = [entry.key for entry in applied + topic.read() if entry.key == shop.key]
    assert found == [shop.key] * (2 if commit else 0)


def test_the_end_is_reached_where_compaction_removed_the_last_records(
    fresh_kafka: Callable[[], str], shop: Project
) -> None:
    topic = Topic(fresh_kafka())
    topic.compact_at_once()
    topic.put(shop, 1)
    topic.append(shop.key, None, 2)

    def is_gone() -> bool:
        # A marker opens another segment, since the newest is never cleaned.
        topic.transaction(shop, commit=False)
        return topic.read() == []

    eventually(is_gone)


def test_what_was_appended_before_a_confirmation_has_been_applied_after_it(
    topic: Topic, shop: Project
) -> None:
    applied: list[Entry] = []
    with topic.reader(applied) as reader:
        eventually(reader.confirm)
        for revision in range(1, 21):
            topic.put(shop, revision)
            eventually(reader.confirm)
            assert (applied[-1].key, applied[-1].revision) == (shop.key, revision)


def test_the_age_counts_from_the_last_confirmation(topic: Topic) -> None:
    now = [100.0]
    reader = ControlReader(topic.bootstrap, "test", lambda entry: None, lambda: now[0])
    with closing(reader):
        assert reader.age() == float("inf")
        eventually(reader.confirm)
        now[0] = 107.5
        assert reader.age() == 7.5


def test_a_followed_topic_is_applied_until_told_to_stop(topic: Topic, shop: Project) -> None:
    applied: list[Entry] = []
    stop = Event()
    with topic.reader(applied) as reader:
        follower = Thread(target=reader.follow, args=(stop, 0.05))
        follower.start()
        eventually(lambda: reader.age() < 60)
        topic.put(shop, 1)
        eventually(lambda: any(entry.key == shop.key for entry in applied))
        stop.set()
        follower.join(30)
        assert not follower.is_alive()


def test_a_record_that_cannot_be_decoded_stops_the_reader(fresh_kafka: Callable[[], str]) -> None:
    topic = Topic(fresh_kafka())
    topic.append("project:p1", b'{"kind":"project","id":"p1"}', 1)
    with pytest.raises(Stop, match="project:p1' cannot be decoded: Object missing"):
        topic.read()


def test_a_broker_that_went_away_leaves_the_reader_unconfirmed_and_is_logged_once(
    parts: ModuleType, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with parts.run_kafka(tmp_path) as bootstrap:
        topic, now = Topic(bootstrap), [100.0]
        topic.put(Project("p1", "o1", "acme", "shop"), 1)
        applied: list[Entry] = []
        reader = ControlReader(bootstrap, "test", applied.append, lambda: now[0])
        eventually(reader.confirm)
    with closing(reader), caplog.at_level(logging.WARNING):
        caplog.clear()
        now[0] = 103.0
        assert not reader.confirm()
        reader.poll(0.1)
        assert not reader.confirm()
        assert (reader.age(), len(applied)) == (3.0, 1)
    [line] = caplog.messages
    assert line.startswith("control: the end is unknown: ")


GOOD = msgspec.json.encode(Project("p1", "o1", "acme", "shop"))


def message(
    key: bytes = b"project:p1", value: bytes | None = GOOD, revision: bytes = b"3"
) -> Message:
    headers: dict[str, str | bytes | None] = {REVISION_HEADER: revision} if revision else {}
    return Message(topic="control", key=key, value=value, headers=headers, timestamp=(2, 5))


def test_a_whole_record_is_decoded() -> None:
    assert decode(message()) == Entry("project:p1", Project("p1", "o1", "acme", "shop"), 3, 5)
    assert decode(message(value=None)) == Entry("project:p1", None, 3, 5)


@pytest.mark.parametrize("key", [b"", b"share:p1", b"projects:p1", b"\xff:p1", b":project"])
def test_an_unknown_kind_is_none_whatever_it_holds(key: bytes) -> None:
    assert decode(message(key, b"\xff", b"")) is None


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (message(b"project:\xff"), "cannot be decoded"),
        (message(value=b""), "cannot be decoded"),
        (message(value=b"null"), "cannot be decoded"),
        (message(value=GOOD[:-1]), "cannot be decoded"),
        (message(value=GOOD.replace(b"acme", b"\xff")), "cannot be decoded"),
        (message(value=GOOD[:-1] + b',"x":' + b"[" * 100_000), "cannot be decoded"),
        (message(b"project:p2"), "under the key of another: project:p1"),
        (message(b"key:p1"), "under the key of another: project:p1"),
        (message(revision=b""), "has no revision"),
        (message(revision=b"-1"), "has no revision"),
        (message(revision=b"1.0"), "has no revision"),
        (message(value=None, revision=b"x"), "has no revision"),
    ],
)
def test_half_a_record_stops(record: Message, said: str) -> None:
    with pytest.raises(Stop, match=said):
        decode(record)
