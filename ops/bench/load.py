"""Load on one HTTP port: as much as wrk can, or a steady rate with the latency of each answer."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

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


def steady(port: int, rate: int, seconds: int, request: Callable[[int], bytes]) -> list[float]:
    """Latencies (s) of `rate` requests a second, each timed from when it was due: a slow answer is not
    hidden by requests that were never sent. Raises BenchError for an answer other than 204."""
    return asyncio.run(_steady(port, rate, seconds, request))


async def _steady(
    port: int, rate: int, seconds: int, request: Callable[[int], bytes]
) -> list[float]:
    latencies: list[float] = []
    start = time.monotonic() + 0.5

    async def connection(first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for number in range(first, rate * seconds, STEADY_CONNECTIONS):
                due = start + number / rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                writer.write(request(number))
                answer = await reader.readuntil(b"\r\n\r\n")
                if b" 204 " not in answer.split(b"\r\n", 1)[0]:
                    raise BenchError(answer.decode(errors="replace"))
                latencies.append(time.monotonic() - due)
        finally:
            writer.close()

    await asyncio.gather(*(connection(first) for first in range(STEADY_CONNECTIONS)))
    return latencies


def quantile(latencies: list[float], q: float) -> float:
    """The smallest latency that is at least as long as the share `q` of all."""
    ordered = sorted(latencies)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
