"""Load on one HTTP port: as much as wrk can, or a steady rate with the latency of each answer."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from ops.bench.rig import BenchError

SCRIPT: Final = Path(__file__).with_name("beacons.lua")
CONNECTIONS: Final = 64
STEADY_CONNECTIONS: Final = 32


def flood(port: int, seconds: int, environment: dict[str, str]) -> None:
    """Keep 64 connections busy for `seconds` with beacons.lua. Raises BenchError without wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise BenchError("the load comes from wrk: install Debian's package wrk")
    target = (f"-c{CONNECTIONS}", "-t1", f"-d{seconds}s", f"http://127.0.0.1:{port}/api/v1/metrics")
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
    return asyncio.run(asked(port, rate, seconds, request, connections))


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
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for number in range(first, rate * seconds, connections):
                due = start + number / rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if is_over():
                    return
                sent = time.monotonic()
                writer.write(request(number))
                status = await _status(reader)
                now = time.monotonic()
                answers.append(Answered(status, now - sent, now - due))
        finally:
            writer.close()

    await asyncio.gather(*(connection(first) for first in range(connections)))
    return answers


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            await reader.readexactly(int(line.partition(b":")[2]))
    return int(head.split(b" ", 2)[1])


def quantile(latencies: list[float], q: float) -> float:
    """The smallest latency that is at least as long as the share `q` of all."""
    ordered = sorted(latencies)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
