"""The collector with 100,000 keys, beside slow clients, and beside a project far over its rate."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import msgspec
from confluent_kafka import Producer

from ops.bench.load import Answered, answered, asked, quantile
from ops.bench.rig import UNLIMITED, Rig, rig
from ops.local import ports
from schemas.keyring import Keyring, new_key
from schemas.process.settings import Secret
from schemas.records.control import (
    REVISION_HEADER,
    ApiKey,
    KeySecret,
    Project,
    RateLimit,
    SigningVersion,
)
from schemas.tokens import TokenClaims, mint

PARTITIONS: Final = 4
KEYS: Final = 100_000
START_SECONDS: Final = 5.0
SLOW: Final = 600
SECONDS: Final = 8
QUIET_RATE: Final = 10
LOUD_LIMIT: Final = 50
LOUD_TIMES: Final = 20
P99_RATIO: Final = 2.0
STEADY_RATE: Final = 300
CONNECTIONS: Final = 8
ORIGIN: Final = "https://shop.test"
_SIGNING_KEY: Final = b"the signing key of this bench run"


def measure() -> list[dict[str, Any]]:
    """Three rows; the two that compare alone with beside are judged."""
    with rig(PARTITIONS) as running:
        ring = new_key()
        _fill(running, Keyring(Secret(ring), "TALLY_INGEST_KEYS"))
        started = time.monotonic()
        port = _collector(running, ring)
        ready = time.monotonic() - started
        return [_start(ready), _slow(port), _loud(port)]


def _fill(running: Rig, keyring: Keyring) -> None:
    """A project and a key each, the last two of which send."""
    signing, secret = keyring.encrypt(_SIGNING_KEY), keyring.encrypt(bytes(32))
    producer = Producer({"bootstrap.servers": running.bootstrap, "linger.ms": 20})
    headers: dict[str, str | bytes | None] = {REVISION_HEADER: "1"}
    for number in range(KEYS):
        project = Project(f"project-{number:06}", "bench", "bench", f"shop-{number:06}")
        key = ApiKey(
            f"key{number:06}",
            project.id,
            f"tlk_{number:020}",
            ("ingest:browser", "ingest:server"),
            (ORIGIN,),
            (SigningVersion(1, signing),),
            secrets=(KeySecret(secret),),
            rate_limit=RateLimit(LOUD_LIMIT, LOUD_LIMIT) if number == 0 else None,
        )
        for record in (project, key):
            producer.produce("control", msgspec.json.encode(record), record.key, headers=headers)
        producer.poll(0)
        if number % 20_000 == 0:
            producer.flush()
    producer.flush()


def _collector(running: Rig, ring: str) -> int:
    chosen = ports.free_ports(("http", "admin"))
    environment = {
        "TALLY_INGEST_KEYS": ring,
        "TALLY_COLLECTOR_PORT": str(chosen["http"]),
        "TALLY_COLLECTOR_ADMIN_PORT": str(chosen["admin"]),
        **UNLIMITED,
    }
    ready = f"http://127.0.0.1:{chosen['admin']}/readyz"
    running.run("collector", ("-m", "collector"), environment, ready)
    return chosen["http"]


def _start(seconds: float) -> dict[str, Any]:
    return {
        "row": f"collector, from its start until ready, {KEYS:,} projects with a key each, s",
        "value": round(seconds, 1),
        "target": f"<= {START_SECONDS}",
        "reached": seconds <= START_SECONDS,
    }


def _slow(port: int) -> dict[str, Any]:
    alone = _sent(port, STEADY_RATE, 1)
    with _beside(partial(_slow_clients, port)):
        beside = _sent(port, STEADY_RATE, 1)
    return _compared(f"beside {SLOW} slow clients, p99 ratio", alone, beside)


def _loud(port: int) -> dict[str, Any]:
    alone = _sent(port, QUIET_RATE, 1)
    with _beside(partial(_flood, port)):
        beside = _sent(port, QUIET_RATE, 1)
    what = f"{QUIET_RATE} beacons/s beside a project at {LOUD_TIMES} x its rate, p99 ratio"
    return _compared(what, alone, beside)


def _compared(what: str, alone: list[Answered], beside: list[Answered]) -> dict[str, Any]:
    before, after = ([answer.since_due for answer in turn] for turn in (alone, beside))
    ratio = quantile(after, 0.99) / quantile(before, 0.99)
    refused = sum(answer.status != 204 for answer in (*alone, *beside))
    return {
        "row": f"collector, {what}",
        "value": round(ratio, 2),
        "target": f"<= {P99_RATIO}, 0 refused",
        "reached": ratio <= P99_RATIO and not refused,
        "refused": refused,
        "p99_ms_alone": round(quantile(before, 0.99) * 1000, 1),
        "p99_ms_beside": round(quantile(after, 0.99) * 1000, 1),
    }


def _sent(port: int, rate: int, key: int) -> list[Answered]:
    """The answers to `rate` beacons a second of one key, over some seconds."""
    return answered(port, rate, SECONDS, _requests(rate, key), CONNECTIONS)


def _requests(rate: int, key: int) -> Callable[[int], bytes]:
    """The request of each number; no two runs send the same ids."""
    token = mint(TokenClaims(f"key{key:06}", 1, "b"), _SIGNING_KEY)
    run = f"{key:06}-{rate:04}-{time.time_ns()}"
    return lambda number: _request(token, f"{run}-{number:08}")


def _request(token: str, identity: str) -> bytes:
    body = (f'{{"id":"{identity}","token":"{token}","events":[{{"name":"page_view"}}]}}').encode()
    head = f"Origin: {ORIGIN}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}"
    return f"POST /api/v1/metrics HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + body


@contextmanager
def _beside(work: Callable[[Callable[[], bool]], Any]) -> Iterator[None]:
    """`work` on a thread of its own for as long as the block runs."""
    over = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(work(over.is_set)))
    thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()
        thread.join()


async def _flood(port: int, is_over: Callable[[], bool]) -> None:
    rate = LOUD_LIMIT * LOUD_TIMES
    await asked(port, rate, 2 * SECONDS, _requests(rate, 0), CONNECTIONS, is_over)


async def _slow_clients(port: int, is_over: Callable[[], bool]) -> None:
    """A third never ends its head, a third its body, a third never reads the answers it asks for."""
    head = b"POST /api/v1/metrics HTTP/1.1\r\nHost: x\r\n"
    starts = (
        head,
        head + b"Content-Length: 60000\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    more = (b"X: y\r\n", b" ", starts[2])

    async def client(number: int) -> None:
        while not is_over():
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
                writer.write(starts[number % 3])
                for _ in range(20):
                    writer.write(more[number % 3])
                    await asyncio.sleep(0.5)
                    if is_over():
                        break
                writer.close()

    await asyncio.gather(*(client(number) for number in range(SLOW)))
