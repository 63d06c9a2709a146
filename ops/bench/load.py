"""Load on one HTTP port: as much as wrk can, or a steady rate with the latency of each answer."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import uvloop

from ops.bench.rig import BenchError

SCRIPT: Final = Path(__file__).with_name("beacons.lua")
CONNECTIONS: Final = 64
# Each has one request at a time on its way: enough for 5,000 a second that take 50 ms.
STEADY_CONNECTIONS: Final = 256


def flood(
    port: int, seconds: int, environment: dict[str, str], connections: int = CONNECTIONS
) -> None:
    """Keep the connections busy for `seconds` with beacons.lua. Raises BenchError without wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise BenchError("the load comes from wrk: install Debian's package wrk")
    target = (f"-c{connections}", "-t1", f"-d{seconds}s", f"http://127.0.0.1:{port}/api/v1/metrics")
    done = subprocess.run(
        (wrk, "-s", str(SCRIPT), *target),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise BenchError(f"answers other than 204:\n{done.stdout}")


class Answered(NamedTuple):
    """One answer: seconds since the request was sent, and since it was due."""

    status: int
    since_sent: float
    since_due: float


def steady(port: int, rate: int, seconds: int, request: Callable[[int], bytes]) -> list[float]:
    """Latencies (s) of `rate` requests a second, each timed from when it was due: a slow answer is not
    hidden by requests that were never sent. Raises BenchError for an answer other than 204."""
    answers = answered(port, rate, seconds, request)
    other = {answer.status for answer in answers} - {204}
    if other:
        raise BenchError(f"answers other than 204: {sorted(other)}")
    return [answer.since_due for answer in answers]


def answered(
    port: int,
    rate: int,
    seconds: int,
    request: Callable[[int], bytes],
    connections: int = STEADY_CONNECTIONS,
) -> list[Answered]:
    """Every answer to `rate` requests a second over keep-alive connections, in the order they came."""
    return uvloop.run(asked(port, rate, seconds, request, connections))


async def asked(
    port: int,
    rate: int,
    seconds: int,
    request: Callable[[int], bytes],
    connections: int,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Answered]:
    """The same on a running loop; ends early when `is_over`."""
    answers: list[Answered] = []
    start = time.monotonic() + 0.5

    async def connection(first: int) -> None:
        loop = asyncio.get_running_loop()
        transport, asking = await loop.create_connection(_Asking, "127.0.0.1", port)
        try:
            for number in range(first, rate * seconds, connections):
                due = start + number / rate
                # uvloop's timers go off up to a millisecond early.
                while (left := due - time.monotonic()) > 0:
                    await asyncio.sleep(left)
                if is_over():
                    return
                sent = time.monotonic()
                status = await asking.answer(transport, request(number))
                now = time.monotonic()
                answers.append(Answered(status, now - sent, now - due))
        finally:
            transport.close()

    await asyncio.gather(*(connection(first) for first in range(connections)))
    return answers


class _Asking(asyncio.Protocol):
    """A keep-alive connection with one request at a time on its way. Streams cost the sender, which shares
    the machine with what it measures, three times as much."""

    _waiting: asyncio.Future[int] | None = None
    _received = b""

    def answer(self, transport: asyncio.WriteTransport, request: bytes) -> asyncio.Future[int]:
        """The status, once the whole answer is here. Raises ConnectionError when the other side closes."""
        transport.write(request)
        self._waiting = asyncio.get_running_loop().create_future()
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._received += data
        status = _status(self._received)
        if status and self._waiting:
            self._received = b""
            self._waiting.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("closed without an answer"))


def _status(received: bytes) -> int:
    """The status of an answer; 0 while it is incomplete."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return 0
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return int(head.split(b" ", 2)[1]) if len(body) >= length else 0


def quantile(latencies: list[float], q: float) -> float:
    """The smallest latency that is at least as long as the share `q` of all."""
    ordered = sorted(latencies)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
