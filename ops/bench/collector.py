"""Acknowledged beacons per CPU-second of the collector, beside a bare prototype, and its latency."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import msgspec
from confluent_kafka import Consumer, Producer, TopicPartition

from ops.bench.cpu import group_of, seconds_of
from ops.bench.load import CONNECTIONS, answered, flood, quantile, steady
from ops.bench.rig import UNLIMITED, Rig, rig
from ops.local import ports
from schemas.keyring import Keyring, new_key
from schemas.process.settings import Secret
from schemas.records.control import REVISION_HEADER, ApiKey, Project, SigningVersion
from schemas.records.salts import Salt
from schemas.tokens import TokenClaims, mint

PARTITIONS: Final = 4
# Server and prototype take turns; each counts with its least disturbed turn.
TURNS: Final = 5
TURN_SECONDS: Final = 5
_WARM_SECONDS: Final = 3
RATE: Final = 1_000
ORIGIN: Final = "https://shop.test"
TARGETS: Final = {3: 12_000, 20: 9_000}
# The prototype was measured at 3 events; it reads no events, so at 20 the share is only told.
SHARE_OF_BARE: Final = {3: 0.8}
LATENCY_OVER_KAFKA_MS: Final = 25.0
PROJECT: Final = Project("bench-project", "bench", "bench", "bench")
_SIGNING_KEY: Final = b"the signing key of this bench run"
_RING: Final = new_key()


@dataclass(frozen=True, slots=True)
class Served:
    """A server under load: its port and the leader of its process group."""

    port: int
    leader: int


def measure() -> list[dict[str, Any]]:
    """Throughput at 3 and 20 events a beacon beside the prototype, then latency at 1,000 beacons/s."""
    with rig(PARTITIONS) as running:
        token, collector = start_collector(running)
        bare = _bare(running)
        rows = []
        for events, target in TARGETS.items():
            load = {"TOKEN": token, "EVENTS": str(events), "ORIGIN": ORIGIN}
            flood(collector.port, 2, load)
            turns = [
                (per_cpu_second(running, collector, load), per_cpu_second(running, bare, load))
                for _ in range(TURNS)
            ]
            ours, broker = max(ours for ours, _ in turns)
            theirs, _ = max(theirs for _, theirs in turns)
            rows.append(_throughput(events, target, ours, theirs, broker))
        return [*rows, _latency(running, collector, token)]


def start_collector(running: Rig, workers: int = 1) -> tuple[str, Served]:
    """A collector that knows one key and has warmed up, and a token of it."""
    keyring = Keyring(Secret(_RING), "TALLY_INGEST_KEYS")
    encrypted = keyring.encrypt(_SIGNING_KEY)
    key = ApiKey(
        "benchkey",
        PROJECT.id,
        "tlk_bench",
        ("ingest:browser",),
        (ORIGIN,),
        (SigningVersion(1, encrypted),),
    )
    producer = Producer({"bootstrap.servers": running.bootstrap})
    headers: dict[str, str | bytes | None] = {REVISION_HEADER: "1"}
    for record in (PROJECT, key):
        producer.produce("control", msgspec.json.encode(record), record.key, headers=headers)
    today = datetime.now(UTC).date()
    for day in (today, today + timedelta(days=1)):
        salt = Salt(day.isoformat(), keyring.encrypt(b"s" * 32))
        producer.produce("salts", msgspec.json.encode(salt), salt.day, 0)
    producer.flush()
    chosen = ports.free_ports(("http", "admin"))
    environment = {
        "TALLY_INGEST_KEYS": _RING,
        "TALLY_COLLECTOR_WORKERS": str(workers),
        **UNLIMITED,
        "TALLY_COLLECTOR_PORT": str(chosen["http"]),
        "TALLY_COLLECTOR_ADMIN_PORT": str(chosen["admin"]),
    }
    ready = f"http://127.0.0.1:{chosen['admin']}/readyz"
    leader = running.run("collector", ("-m", "collector"), environment, ready)
    token = mint(TokenClaims(key.id, 1, "bench"), _SIGNING_KEY)
    _warm(chosen["http"], token)
    return token, Served(chosen["http"], leader)


def _warm(port: int, token: str) -> None:
    """Whatever is answered: a broker that was started a moment ago can take 2 s for its first records."""
    answered(port, 200, _WARM_SECONDS, partial(request_of, token))


def _bare(running: Rig) -> Served:
    port = ports.free_ports(("http",))["http"]
    command = ("-m", "ops.bench.bare", running.bootstrap, str(port))
    # Any request is answered 2xx or 204; urllib takes both as an answer.
    leader = running.run("bare", command, {}, f"http://127.0.0.1:{port}/")
    return Served(port, leader)


def per_cpu_second(
    running: Rig, served: Served, load: dict[str, str], connections: int = CONNECTIONS
) -> tuple[float, float]:
    """(beacons in the topic per CPU-second of the server, the same of the broker)."""
    group = group_of(served.leader)
    before, used, broker = stored(running), seconds_of(*group), seconds_of(running.broker)
    flood(served.port, TURN_SECONDS, load, connections)
    more = stored(running) - before
    broker_used = seconds_of(running.broker) - broker
    return more / (seconds_of(*group) - used), more / broker_used


def stored(running: Rig) -> int:
    """Records in `beacons`, as the broker counts them."""
    reader = Consumer({"bootstrap.servers": running.bootstrap, "group.id": "bench"})
    places = (TopicPartition("beacons", number) for number in range(PARTITIONS))
    ends = [reader.get_watermark_offsets(place, timeout=10)[1] for place in places]
    reader.close()
    return sum(ends)


def _throughput(
    events: int, target: int, ours: float, bare: float, broker: float
) -> dict[str, Any]:
    share = SHARE_OF_BARE.get(events)
    judged = {"share_target": f">= {share}", "held": ours / bare >= share} if share else {}
    return {
        "row": f"collector, acknowledged beacons per CPU-second, {events} events a beacon",
        "value": round(ours),
        "target": f">= {target}",
        "reached": ours >= target,
        "bare_prototype": round(bare),
        "share_of_bare": round(ours / bare, 2),
        **judged,
        "broker_beacons_per_cpu_second": round(broker),
    }


def _latency(running: Rig, collector: Served, token: str) -> dict[str, Any]:
    request = partial(request_of, token)
    kafka = _calmest(_kafka_latencies(running) for _ in range(TURNS))
    ours = _calmest(steady(collector.port, RATE, TURN_SECONDS, request) for _ in range(TURNS))
    over = (quantile(ours, 0.99) - quantile(kafka, 0.99)) * 1000
    return {
        "row": f"collector, latency over Kafka's own ack, p99 at {RATE} beacons/s, ms",
        "value": round(over, 1),
        "target": f"<= {LATENCY_OVER_KAFKA_MS}",
        "reached": over <= LATENCY_OVER_KAFKA_MS,
        "p50_ms": round(quantile(ours, 0.5) * 1000, 1),
        "p99_ms": round(quantile(ours, 0.99) * 1000, 1),
        "kafka_p50_ms": round(quantile(kafka, 0.5) * 1000, 1),
        "kafka_p99_ms": round(quantile(kafka, 0.99) * 1000, 1),
    }


def _calmest(turns: Iterable[list[float]]) -> list[float]:
    return min(turns, key=lambda latencies: quantile(latencies, 0.99))


def _kafka_latencies(running: Rig) -> list[float]:
    """From produce to acknowledgement by all replicas, at the same rate, without a server between."""
    producer = Producer({"bootstrap.servers": running.bootstrap, "acks": "all", "linger.ms": 2})
    latencies: list[float] = []
    start = time.monotonic() + 0.5
    for number in range(RATE * TURN_SECONDS):
        due = start + number / RATE
        while (left := due - time.monotonic()) > 0:
            producer.poll(left)

        def report(_error: object, _message: object, due: float = due) -> None:
            latencies.append(time.monotonic() - due)

        producer.produce("beacons", b"x" * 400, partition=0, on_delivery=report)
    producer.flush()
    return latencies


def request_of(token: str, number: int) -> bytes:
    body = (
        f'{{"id":"steady-{number:015d}","token":"{token}","events":[{{"name":"page_view"}}],'
        '"page":{"url":"https://shop.test/"}}'
    ).encode()
    head = (
        "POST /api/v1/metrics HTTP/1.1\r\nHost: collect.test\r\nContent-Type: text/plain\r\n"
        f"Origin: {ORIGIN}\r\nUser-Agent: Mozilla/5.0 Firefox/153.0\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
