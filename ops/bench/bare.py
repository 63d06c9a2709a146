"""The bare prototype beside the collector: granian, a body into Kafka, 204 when acknowledged; no checks.

What it costs is what HTTP and an acknowledged record cost on asyncio's own loop, as in the prototype
that numbers.md refers to. `python -m ops.bench.bare <bootstrap> <port>`.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from confluent_kafka import KafkaError, Message, Producer
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

START = {"type": "http.response.start", "status": 204, "headers": []}
REFUSED = {"type": "http.response.start", "status": 503, "headers": []}
BODY = {"type": "http.response.body", "body": b""}


class Bare:
    """Polls for delivery reports once a millisecond while any is out."""

    def __init__(self, bootstrap: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                # As the collector's, or their ratio would tell of Kafka's client (docs/adr/0008).
                "enable.idempotence": False,
                "max.in.flight.requests.per.connection": 5,
                "acks": "all",
                "linger.ms": 2,
                "compression.type": "lz4",
            }
        )
        self._out = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        body = (await receive())["body"] if scope["method"] == "POST" else b""
        stored = await self._store(body) if body else True
        await send(START if stored else REFUSED)
        await send(BODY)

    def _store(self, body: bytes) -> "asyncio.Future[bool]":
        done: asyncio.Future[bool] = self._loop.create_future()

        def delivered(error: KafkaError | None, _message: Message) -> None:
            self._out -= 1
            done.set_result(error is None)

        self._producer.produce("beacons", body, b"project", 0, delivered)
        self._out += 1
        if self._out == 1:
            self._loop.call_later(0.001, self._poll)
        return done

    def _poll(self) -> None:
        self._producer.poll(0)
        if self._out:
            self._loop.call_later(0.001, self._poll)


async def serve(bootstrap: str, port: int) -> None:
    app = Bare(bootstrap)
    await Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, http=HTTPModes.http1
    ).serve()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
