"""Every topic is declared whole, and is kept as the pipeline needs it."""

import dataclasses
from collections.abc import Iterable

import msgspec
import pytest

from schemas.topics import BEACONS, DAY, SAMPLES, TOPICS, Topic
from tests.schemas.examples import kinds

RETENTION = {"beacons": 30, "salts": 10, "samples": 7, "rejected": 7, "refused": 7}


class OtherTick(msgspec.Struct, tag_field="kind", tag="tick"):
    """The kind of another topic's record."""


def undeclared(topic: Topic) -> list[str]:
    """What the declaration of a topic leaves out."""
    parts = ("name", "key", "writer", "readers", "purpose")
    missing = [part for part in parts if not getattr(topic, part)]
    if not all(topic.readers):
        missing.append("a reader's name")
    if not any(t.startswith(("retention.ms", "cleanup.policy")) for t in topic.settings):
        missing.append("cleanup")
    return missing


def double(topics: Iterable[Topic]) -> list[str]:
    """Kinds that two topics share, with other structs: a tool reading JSON could not tell them apart."""
    owners: dict[str, set[type]] = {}
    for topic in topics:
        for kind, struct in kinds(topic.record).items():
            owners.setdefault(kind, set()).add(struct)
    return sorted(kind for kind, structs in owners.items() if len(structs) > 1)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_a_topic_names_its_key_writer_readers_purpose_and_cleanup(topic: Topic) -> None:
    assert undeclared(topic) == []


@pytest.mark.parametrize(
    ("part", "value"),
    [("writer", ""), ("readers", ()), ("key", ""), ("purpose", "")],
)
def test_a_topic_without_one_of_them_is_found(part: str, value: object) -> None:
    assert undeclared(dataclasses.replace(BEACONS, **{part: value})) == [part]  # type: ignore[arg-type]


def test_a_topic_with_a_nameless_reader_or_without_cleanup_is_found() -> None:
    assert undeclared(dataclasses.replace(BEACONS, readers=("sink", ""))) == ["a reader's name"]
    assert undeclared(dataclasses.replace(BEACONS, settings={})) == ["cleanup"]


def test_a_kind_belongs_to_one_struct() -> None:
    assert double(TOPICS.values()) == []
    assert double([BEACONS, dataclasses.replace(SAMPLES, record=OtherTick)]) == ["tick"]


def test_every_topic_stamps_records_with_the_brokers_time() -> None:
    for topic in TOPICS.values():
        assert topic.configuration()["message.timestamp.type"] == "LogAppendTime"


def test_what_is_deleted_is_kept_as_long_as_promised() -> None:
    deleted = {
        t.name: int(t.settings["retention.ms"]) // DAY
        for t in TOPICS.values()
        if t.settings["cleanup.policy"] == "delete"
    }
    assert deleted == RETENTION


def test_the_topics_split_by_project_share_their_count_and_the_rest_has_one() -> None:
    counts = {topic.name: topic.count(32) for topic in TOPICS.values()}
    assert {name for name, count in counts.items() if count == 1} == {"control", "salts"}
    assert set(counts.values()) == {1, 32}
