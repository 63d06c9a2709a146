"""A parameter, a secret, a token and two addresses go in; none is in any topic, log line or page after.

Record by record, since Kafka's files are compressed.
"""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition

from schemas.records.control import KeySecret
from schemas.signatures import secret_text, sign
from schemas.topics import BEACONS, REFUSED
from tests.collector import samples
from tests.collector.running import (
    Running,
    ask,
    collector,
    publish,
    publish_salts,
    refused,
    settings,
    stored,
    tenant,
)
from tests.collector.samples import RING, RING_KEY

PROJECT, KEY = tenant("canary")
SECRET = b"canary-canary-canary-canary-cana"
SERVER = msgspec.structs.replace(
    KEY,
    id="canary-server",
    public="tlk_canary",
    scopes=("ingest:server",),
    secrets=(KeySecret(RING.encrypt(SECRET)),),
)
VISITOR, CLIENT = "203.0.113.77", "198.51.100.88"
DIRTY = "https://u:c4n4ry@shop.test/p/1?token=c4n4ry&utm_source=mail#c4n4ry"
PAGE = {"url": DIRTY, "referrer": DIRTY, "title": "c4n4ry", "entry": {"url": DIRTY}}
TOKEN = samples.token(KEY.id)
CANARIES = (
    b"c4n4ry",
    SECRET,
    base64.b64encode(SECRET),
    b"s" * 32,
    VISITOR.encode(),
    CLIENT.encode(),
    RING_KEY.encode(),
    TOKEN.encode(),
)


def values(bootstrap: str) -> Iterator[tuple[str, bytes]]:
    """Every record of every topic, with its key and headers."""
    reader = Consumer(
        {"bootstrap.servers": bootstrap, "group.id": "canary", "enable.partition.eof": True}
    )
    topics = reader.list_topics(timeout=30).topics
    for name, partition in ((n, p) for n, t in topics.items() for p in t.partitions):
        at = TopicPartition(name, partition, OFFSET_BEGINNING)
        reader.assign([at])
        is_read = False
        while not is_read:
            for message in reader.consume(500, 1.0):
                error = message.error()
                if error is not None:
                    is_read = error.code() == KafkaError._PARTITION_EOF
                    continue
                head = repr(message.headers()).encode() + (message.key() or b"")
                yield name, head + (message.value() or b"")
    reader.close()


def send(running: Running) -> None:
    """Accepted and refused, from a page and from a server, with everything that must not stay."""
    through: dict[str, str | None] = {"x_forwarded_for": f"6.6.6.6, {VISITOR}", "cookie": "c4n4ry"}
    taken = samples.body(id="canary-page-0123456789ab", token=TOKEN, page=PAGE)
    assert running.post(taken, **through).status == 204
    for fields, code in (
        ({"age_ms": 20_000_000}, "stale"),
        ({"events": [{"name": "c4n4ry!"}]}, "malformed"),
        ({"client": {"address": CLIENT, "user_agent": 7}}, "malformed"),
    ):
        sent = samples.body(token=TOKEN, page=PAGE, **fields)
        assert running.post(sent, **through).code == code
    assert running.post(taken, origin="https://evil.test", **through).code == "origin_not_allowed"
    client = {"address": CLIENT, "user_agent": "Firefox"}
    served = samples.body(id="canary-server-0123456789", token=None, page=PAGE, client=client)
    bearer = f"Bearer tlk_canary.{secret_text(SECRET)}"
    assert running.post(served, authorization=bearer, **through).status == 204
    assert running.post(served, authorization=f"{bearer}x", **through).code == "credential_unknown"
    assert running.post(b"{", authorization=bearer, **through).code == "malformed"
    signed = samples.body(token=None, key="tlk_canary", client=client)
    made = {
        "webhook_id": "0123456789abcdefghijkl",
        "webhook_timestamp": "1",
        "webhook_signature": sign(SECRET, b"0123456789abcdefghijkl", b"1", signed).decode(),
    }
    assert running.post(signed, **made, **through).code == "timestamp_out_of_range"
    assert running.ask("GET", f"/s/{VISITOR}.js?token=c4n4ry").status == 404


def test_what_must_not_stay_is_in_no_topic_no_log_and_no_page(
    fresh_kafka: Callable[[], str], tmp_path: Path
) -> None:
    bootstrap = fresh_kafka()
    publish(bootstrap, PROJECT, KEY, SERVER)
    publish_salts(bootstrap)
    environ = settings(
        bootstrap, TALLY_COLLECTOR_TRUSTED_PROXIES="127.0.0.1", TALLY_LOG_LEVEL="debug"
    )
    with collector(environ, tmp_path) as running:
        send(running)
        pages = [
            ask(running.admin_port, "GET", path, None, {}).body
            for path in ("/metrics", "/readyz", "/healthz")
        ]
    places = {"log": running.log.read_bytes(), "pages": b"".join(pages)}
    for topic, value in values(bootstrap):
        places[topic] = places.get(topic, b"") + value
    assert {p: c for p, text in places.items() for c in CANARIES if c in text} == {}
    # It was there: what may stay has stayed.
    assert {record.visitor != "" for _, record in stored(bootstrap, PROJECT)} == {True}
    codes = {record.code for record in refused(bootstrap, PROJECT)}
    assert {"stale", "malformed", "origin_not_allowed", "credential_unknown"} <= codes
    assert b"utm_source=mail" in places[BEACONS.name]
    assert b"https://shop.test/p/1" in places[REFUSED.name]


def test_the_scan_finds_what_is_there(fresh_kafka: Callable[[], str]) -> None:
    bootstrap = fresh_kafka()
    publish(bootstrap, msgspec.structs.replace(PROJECT, org="c4n4ry"))
    assert [topic for topic, value in values(bootstrap) if b"c4n4ry" in value] == ["control"]
