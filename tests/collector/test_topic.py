"""Which `beacons` topic the collector writes to, and which it refuses."""

from collections.abc import Callable

import pytest
from confluent_kafka.admin import AdminClient

from collector.topic import Found, ask, check, faults
from ops.local.ports import free_ports
from schemas.process.errors import Retry, Stop
from tests.parts.topics import create_topics

SAFE = {"min.insync.replicas": "2", "unclean.leader.election.enable": "false"}


def test_production_takes_three_replicas_of_which_two_acknowledge() -> None:
    assert faults(Found(8, 3, SAFE), 8, "production") == []


@pytest.mark.parametrize(
    "found",
    [
        Found(8, 2, SAFE),
        Found(8, 3, {**SAFE, "min.insync.replicas": "1"}),
        Found(8, 3, {**SAFE, "unclean.leader.election.enable": "true"}),
    ],
)
def test_production_refuses_less_and_development_takes_it(found: Found) -> None:
    assert len(faults(found, 8, "production")) == 1
    assert faults(found, 8, "development") == []


def test_another_partition_count_is_refused_everywhere() -> None:
    assert len(faults(Found(8, 3, SAFE), 9, "development")) == 1


def test_asks_a_real_broker(kafka: str) -> None:
    create_topics(kafka)
    found = ask(AdminClient({"bootstrap.servers": kafka}))
    assert (found.partitions, found.replicas) == (4, 1)
    check(kafka, 4, "development")
    with pytest.raises(Stop, match="TALLY_PARTITIONS says 5"):
        check(kafka, 5, "development")
    with pytest.raises(Stop, match="production asks for 3"):
        check(kafka, 4, "production")


def test_a_missing_topic_stops(fresh_kafka: Callable[[], str]) -> None:
    with pytest.raises(Stop, match="ops topics"):
        check(fresh_kafka(), 4, "development")


def test_an_absent_broker_is_tried_again() -> None:
    with pytest.raises(Retry):
        check(f"127.0.0.1:{free_ports(['nobody'])['nobody']}", 4, "development")
