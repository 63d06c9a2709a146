"""Topics are created as declared, and refused when they are not."""

from collections.abc import Callable

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from ops.topics import Layout, ensure, faults, unsafe, wanted
from schemas.process.errors import Stop
from schemas.topics import TOPICS
from tests.parts.topics import wait_until_shown


def test_topics_are_created_once_and_verified_afterwards(fresh_kafka: Callable[[], str]) -> None:
    bootstrap, said = fresh_kafka(), list[str]()
    for _ in range(2):
        ensure(bootstrap, 4, 1, "development", said.append)
        wait_until_shown(bootstrap, TOPICS)
    assert said == [
        f"topics: {len(TOPICS)} created, 0 verified",
        f"topics: 0 created, {len(TOPICS)} verified",
    ]
    with pytest.raises(Stop, match="beacons: 4 partitions, TALLY_PARTITIONS asks for 8"):
        ensure(bootstrap, 8, 1, "development", said.append)


def test_a_topic_made_by_hand_with_other_settings_is_refused(
    fresh_kafka: Callable[[], str],
) -> None:
    bootstrap = fresh_kafka()
    by_hand = NewTopic("control", num_partitions=1, replication_factor=1)
    admin = AdminClient({"bootstrap.servers": bootstrap})
    admin.create_topics([by_hand])["control"].result(20)
    wait_until_shown(bootstrap, ["control"])
    with pytest.raises(Stop, match=r"control: cleanup\.policy=delete, not compact"):
        ensure(bootstrap, 4, 1, "development", print)
    assert set(admin.list_topics(timeout=20).topics) == {"control"}


def test_kafka_that_is_not_there_stops_with_its_address() -> None:
    with pytest.raises(Stop, match=r"Kafka at 127\.0\.0\.1:1:"):
        ensure("127.0.0.1:1", 4, 1, "development", print, wait_s=0.2)


def test_the_topics_split_by_project_have_equal_counts() -> None:
    counts = {name: layout.partitions for name, layout in wanted(TOPICS.values(), 32, 3).items()}
    split = ("beacons", "state", "samples", "rejected", "refused")
    assert {counts[name] for name in split} == {32}
    assert counts["control"] == counts["salts"] == 1


def test_three_copies_may_miss_one_and_one_copy_none() -> None:
    assert wanted(TOPICS.values(), 32, 3)["beacons"].settings["min.insync.replicas"] == "2"
    assert wanted(TOPICS.values(), 32, 1)["beacons"].settings["min.insync.replicas"] == "1"


def test_production_refuses_fewer_than_three_copies() -> None:
    thin = {"__consumer_offsets": Layout(50, 1)}
    assert len(unsafe("production", 1, thin)) == 2
    assert unsafe("production", 3, {"__consumer_offsets": Layout(50, 3)}) == []
    assert unsafe("development", 1, thin) == []


def test_fewer_copies_than_asked_for_are_a_fault() -> None:
    assert faults({"a": Layout(1, 3)}, {"a": Layout(1, 1)}) == ["a: replication factor 1, not 3"]
