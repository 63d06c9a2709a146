"""`python -m webapp live` on a real broker: from a topic to a reader, who may read, and how it ends."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from confluent_kafka import Consumer, TopicPartition
from sqlalchemy import Engine

from schemas.partitioning import partition_of
from schemas.records.refused import Refusal
from schemas.records.rejected import Rejection
from schemas.topics import AGGREGATOR_GROUP, BEACONS, REFUSED, REJECTED
from tests.collector.running import PARTITIONS
from tests.consumers.core.logs import version
from tests.webapp.live.listening import listening
from tests.webapp.live.running import Live, define, eventually, running
from tests.webapp.people import Someone, expel, sign_out, someone


@pytest.fixture
def live(engine: Engine, database_url: str, kafka: str, tmp_path: Path) -> Iterator[Live]:
    with running(engine, database_url, kafka, tmp_path) as made:
        yield made


def test_events_are_told_as_they_arrive_with_what_became_of_them(live: Live) -> None:
    define(live, version())
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        beacon = live.beacon(events=("page_view", "unheard_of"))
        live.append(BEACONS.name, beacon)
        told = stream.until("beacon")
        assert told["beacon"]["id"] == beacon.id
        assert [event["words"] for event in told["events"]] == ["counted in 1", "unmatched"]
        live.append(BEACONS.name, beacon)
        assert {e["words"] for e in stream.until("beacon")["events"]} == {"duplicate"}
        refusal = Refusal(str(live.project.id), "k1", "origin_not_allowed", 1, "https://x.test")
        live.append(REFUSED.name, refusal)
        assert stream.until("refused")["words"] == "refused: origin not allowed"


def test_the_aggregators_word_is_told_where_it_differs(live: Live) -> None:
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        beacon = live.beacon()
        offset = live.append(BEACONS.name, beacon)
        told = stream.until("beacon")
        rejection = Rejection(str(live.project.id), "k1", beacon.id, offset, 0, "duplicate")
        live.append(REJECTED.name, rejection)
        corrected = stream.until("corrected")
        assert (corrected["id"], corrected["words"]) == (told["id"], "duplicate")


def test_whoever_opens_it_sees_what_came_before_even_before_its_start(
    live: Live, engine: Engine, database_url: str, kafka: str, tmp_path: Path
) -> None:
    first, second = live.beacon(), live.beacon()
    other = msgspec.structs.replace(live.beacon(), project_id=str(uuid4()), project="other")
    refusal = Refusal(str(live.project.id), "k1", "origin_not_allowed", 1, "https://x.test")
    for record in (first, other):
        live.append(BEACONS.name, record)
    one = someone(live.engine, live.project)
    line = f'tally_live_waiting_events{{org="acme",project="{live.project.slug}"}}'
    eventually("the beacon to be read", lambda: live.metric(line) == "1.0")
    with listening(live.port, live.ticket(one)) as stream:
        live.append(REFUSED.name, refusal)
        stream.until("refused")
    with listening(live.port, live.ticket(one)) as stream:
        assert [stream.next()[0] for _ in range(4)] == ["hello", "beacon", "refused", "now"]
        newest = live.append(BEACONS.name, second)
        assert stream.until("beacon")["beacon"]["id"] == second.id
    commit(live, newest + 1)
    with (
        running(engine, database_url, kafka, tmp_path, live.project) as later,
        listening(later.port, later.ticket(one)) as stream,
    ):
        assert stream.until("beacon")["beacon"]["id"] == first.id
        assert stream.until("beacon")["beacon"]["id"] == second.id
        stream.until("now")


def commit(live: Live, offset: int) -> None:
    """As the aggregator does, once it has counted the project's partition up to there."""
    group = Consumer({"bootstrap.servers": live.kafka, "group.id": AGGREGATOR_GROUP})
    partition = partition_of(str(live.project.id), PARTITIONS)
    group.commit(offsets=[TopicPartition(BEACONS.name, partition, offset)], asynchronous=False)
    group.close()


def test_another_projects_events_are_not_told(live: Live) -> None:
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        other = msgspec.structs.replace(live.beacon(), project_id=str(uuid4()))
        live.append(BEACONS.name, other)
        own = live.beacon()
        live.append(BEACONS.name, own)
        assert stream.until("beacon")["beacon"]["id"] == own.id


@pytest.mark.parametrize("lost", [sign_out, expel])
def test_a_lost_sign_in_or_membership_ends_the_stream_and_nobody_elses(
    live: Live, lost: Callable[[Engine, Someone], None]
) -> None:
    goes, stays = someone(live.engine, live.project), someone(live.engine, live.project)
    with (
        listening(live.port, live.ticket(goes)) as ends,
        listening(live.port, live.ticket(stays)) as goes_on,
    ):
        ends.until("hello")
        goes_on.until("hello")
        lost(live.engine, goes)
        assert "no longer a member" in ends.until("end")["why"]
        assert ends.next() == ("closed", None)
        live.append(BEACONS.name, live.beacon())
        goes_on.until("beacon")


def test_whoever_lost_the_membership_meanwhile_cannot_use_the_ticket(live: Live) -> None:
    one = someone(live.engine, live.project)
    ticket = live.ticket(one)
    expel(live.engine, one)
    with listening(live.port, ticket) as stream:
        assert stream.answer.status == 401


def test_it_tells_what_waits_to_be_counted_until_the_aggregator_has_it(live: Live) -> None:
    line = f'tally_live_waiting_events{{org="acme",project="{live.project.slug}"}}'
    offset = live.append(BEACONS.name, live.beacon(events=("page_view", "signup")))
    eventually("2 waiting events", lambda: live.metric(line) == "2.0")
    commit(live, offset + 1)
    eventually("nothing waiting", lambda: live.metric(line) == "")


def test_at_the_end_readers_are_told_and_it_exits_with_0(live: Live) -> None:
    one = someone(live.engine, live.project)
    with listening(live.port, live.ticket(one)) as stream:
        stream.until("hello")
        eventually("an open stream", lambda: live.metric("tally_live_streams") == "1.0")
        live.process.send_signal(signal.SIGTERM)
        assert "restarted" in stream.until("end")["why"]
    assert live.process.wait(20) == 0, live.log.read_text()
